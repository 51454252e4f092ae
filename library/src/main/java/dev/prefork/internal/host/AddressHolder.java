package dev.prefork.internal.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process that has bound an address, according to {@code /proc}.
 *
 * @param pid the process id; 0 if the process belongs to another user and this one is not root
 * @param command the command line, shortened, printable ASCII only
 */
public record AddressHolder(long pid, String command) {
  private static final Path PROC = Path.of("/proc");
  private static final int MAX_CHARACTERS = 120;
  private static final String LISTEN = "0A";
  private static final String TIME_WAIT = "06";

  // fields in a line of /proc/net/tcp
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  // fields in a line of /proc/net/unix
  private static final int UNIX_INODE = 6;
  private static final int UNIX_PATH = 7;

  /**
   * Finds the process that has bound an address. Can take tens of milliseconds.
   *
   * @param datagrams true for a UDP address
   * @return null if no process has bound the address
   */
  public static @Nullable AddressHolder of(SocketAddress address, boolean datagrams) {
    String inode =
        switch (address) {
          case InetSocketAddress at -> inode(at, datagrams);
          case UnixDomainSocketAddress at -> inode(at.getPath().toString());
          default -> null;
        };
    return inode == null ? null : holder(inode);
  }

  private static @Nullable String inode(InetSocketAddress address, boolean datagrams) {
    String name = datagrams ? "udp" : "tcp";
    List<String[]> taken =
        Stream.of(name, name + "6")
            .flatMap(file -> lines(PROC.resolve("net").resolve(file)))
            .filter(fields -> fields.length > INODE && conflicts(fields, address))
            .toList();
    return Stream.<Predicate<String>>of(
            LISTEN::equals, state -> !state.equals(TIME_WAIT)) // listening sockets first
        .flatMap(state -> taken.stream().filter(fields -> state.test(fields[STATE])))
        .map(fields -> fields[INODE])
        .findFirst()
        .orElse(null);
  }

  private static boolean conflicts(String[] fields, InetSocketAddress address) {
    String[] local = fields[LOCAL].split(":", -1);
    if (local.length != 2 || Integer.parseInt(local[1], 16) != address.getPort()) {
      return false;
    }
    InetAddress held = host(local[0]);
    InetAddress requested = address.getAddress();
    return held.isAnyLocalAddress() || requested.isAnyLocalAddress() || held.equals(requested);
  }

  /** Decodes 32-bit words in native byte order: little-endian on every supported platform. */
  private static InetAddress host(String hexadecimal) {
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal));
    ByteBuffer host = ByteBuffer.allocate(words.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    while (words.hasRemaining()) {
      host.putInt(words.getInt());
    }
    try {
      return InetAddress.getByAddress(host.array());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("invalid address in /proc/net: " + hexadecimal, e);
    }
  }

  private static @Nullable String inode(String path) {
    return lines(PROC.resolve("net/unix"))
        .filter(fields -> fields.length > UNIX_PATH && fields[UNIX_PATH].equals(path))
        .map(fields -> fields[UNIX_INODE])
        .findFirst()
        .orElse(null);
  }

  private static Stream<String[]> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"));
    } catch (IOException e) {
      return Stream.empty(); // no IPv6, or no /proc
    }
  }

  private static AddressHolder holder(String inode) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        if (hasDescriptor(process.resolve("fd"), "socket:[" + inode + "]")) {
          return new AddressHolder(
              Long.parseLong(process.getFileName().toString()), command(process));
        }
      }
    } catch (IOException e) {
      // without /proc, the result is the same as without permission
    }
    return new AddressHolder(0, "");
  }

  private static boolean hasDescriptor(Path descriptors, String socket) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (isLinkTo(link, socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      // the process belongs to another user, or has ended
    }
    return false;
  }

  private static boolean isLinkTo(Path link, String socket) {
    try {
      return Files.readSymbolicLink(link).toString().equals(socket);
    } catch (IOException e) {
      return false; // the descriptor was closed
    }
  }

  private static String command(Path process) {
    try {
      String words = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      String line = words.replace('\0', ' ').strip().replaceAll("[^ -~]", "?");
      return line.length() > MAX_CHARACTERS ? line.substring(0, MAX_CHARACTERS) + "..." : line;
    } catch (IOException e) {
      return "";
    }
  }
}
