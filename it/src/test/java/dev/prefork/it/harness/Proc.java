package dev.prefork.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel knows of processes and connections. */
public final class Proc {
  private static final Path ROOT = Path.of("/proc");
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";

  private Proc() {}

  /** The pids of all processes that have this variable in the environment they started with. */
  public static List<Long> withVariable(String nameAndValue) {
    return list(ROOT).stream()
        .map(Path::getFileName)
        .map(Path::toString)
        .filter(name -> Character.isDigit(name.charAt(0)))
        .map(Long::valueOf)
        .filter(pid -> List.of(read(of(pid, "environ")).split("\0")).contains(nameAndValue))
        .toList();
  }

  /** How many descriptors a process has open. */
  public static int descriptors(long pid) {
    return list(of(pid, "fd")).size();
  }

  /** How many threads a process has. */
  public static int threads(long pid) {
    return list(of(pid, "task")).size();
  }

  /** True if a process has a thread of this name, of which the kernel knows 15 characters. */
  public static boolean hasThread(long pid, String name) {
    return list(of(pid, "task")).stream()
        .anyMatch(task -> read(task.resolve("comm")).strip().equals(name));
  }

  /** How many of a process's descriptors are sockets. */
  public static int sockets(long pid) {
    return (int) list(of(pid, "fd")).stream().filter(Proc::isSocket).count();
  }

  private static boolean isSocket(Path descriptor) {
    return target(descriptor).startsWith("socket:");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** The numbers of a process's descriptors of connections to a local port. */
  public static Set<String> accepted(long pid, int port) {
    Set<String> inodes = Set.copyOf(connections(port));
    return list(of(pid, "fd")).stream()
        .filter(fd -> inodes.contains(target(fd).replaceAll("\\D", "")))
        .map(fd -> fd.getFileName().toString())
        .collect(Collectors.toSet());
  }

  /** The clients' ports of the connections to a local port that a process has accepted. */
  public static Set<Integer> clientsOf(long pid, int port) {
    Set<String> sockets =
        list(of(pid, "fd")).stream().map(Proc::target).collect(Collectors.toSet());
    return lines(List.of("net/tcp", "net/tcp6"), ":%04X".formatted(port))
        .filter(fields -> sockets.contains("socket:[" + fields[9] + "]"))
        .map(fields -> fields[2].substring(fields[2].indexOf(':') + 1))
        .map(hexadecimal -> Integer.valueOf(hexadecimal, 16))
        .collect(Collectors.toSet());
  }

  /** Memory of a process, in bytes, as its status has it: {@code VmRSS} and others. */
  public static long memory(long pid, String name) {
    return read(of(pid, "status"))
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  /** True if every thread of the process is stopped by a signal. */
  public static boolean isStopped(long pid) {
    return list(of(pid, "task")).stream()
        .allMatch(task -> stat(read(task.resolve("stat"))).getFirst().equals("T"));
  }

  /** The processor time that a process has used, in hundredths of a second. */
  public static long processorTime(long pid) {
    List<String> fields = stat(read(of(pid, "stat")));
    return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
  }

  /** The fields of a stat file from the state on. */
  private static List<String> stat(String text) {
    String afterName = text.substring(text.lastIndexOf(')') + 1).strip();
    return List.of(afterName.split(" "));
  }

  /** How many connections to a local port somebody has accepted and nobody has closed yet. */
  public static int accepted(int port) {
    return (int) connections(port).stream().filter(inode -> !inode.equals("0")).count();
  }

  /** How many connections to a local port there are, accepted or waiting to be. */
  public static int established(int port) {
    return connections(port).size();
  }

  /** True if somebody listens on a local port. */
  public static boolean listens(int port) {
    return !inodes(port, LISTENING).isEmpty();
  }

  /** True if a process has a socket that listens on a local port. */
  public static boolean listens(long pid, int port) {
    Set<String> sockets =
        list(of(pid, "fd")).stream().map(Proc::target).collect(Collectors.toSet());
    return inodes(port, LISTENING).stream()
        .anyMatch(inode -> sockets.contains("socket:[" + inode + "]"));
  }

  /** The inodes of the sockets that are bound to a UDP port. */
  public static List<String> datagramSockets(int port) {
    String unconnected = "07";
    return inodes(port, unconnected, List.of("net/udp", "net/udp6"));
  }

  /** The inodes of the server's ends: 0 for one that waits in the backlog. */
  private static List<String> connections(int port) {
    return inodes(port, ESTABLISHED);
  }

  private static List<String> inodes(int port, String state) {
    return inodes(port, state, List.of("net/tcp", "net/tcp6"));
  }

  private static List<String> inodes(int port, String state, List<String> files) {
    return lines(files, ":%04X".formatted(port))
        .filter(fields -> fields[3].equals(state))
        .map(fields -> fields[9])
        .toList();
  }

  /** The fields of the sockets whose own address ends so. */
  private static Stream<String[]> lines(List<String> files, String address) {
    return files.stream()
        .flatMap(file -> read(ROOT.resolve(file)).lines())
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields[1].endsWith(address));
  }

  /** Sends a signal, by its name without SIG. A negative pid is a process group. */
  public static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops a process and waits until none of its threads runs. */
  public static void stop(long pid) {
    signal(pid, "STOP");
    Await.until("process " + pid + " is stopped", () -> isStopped(pid));
  }

  /** The session that a process belongs to, by the pid of its leader. */
  public static long session(long pid) {
    return Long.parseLong(stat(read(of(pid, "stat"))).get(3));
  }

  /** True if a process has a part of this file in its memory. */
  public static boolean hasMapped(long pid, Path file) {
    return read(of(pid, "maps")).lines().anyMatch(line -> line.endsWith(" " + file));
  }

  /** The words of a process's command line. */
  public static List<String> commandLine(long pid) {
    return List.of(read(of(pid, "cmdline")).split("\0", -1));
  }

  private static Path of(long pid, String file) {
    return ROOT.resolve(Long.toString(pid)).resolve(file);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // the process has ended
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // the process has ended
    }
  }
}
