package dev.prefork.bench.load;

import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.programs.ReuseportProvider;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One or two processes with the same server on one port, by Prefork or without. */
public final class Contestant implements AutoCloseable {
  private static final String SINGLE = "Java, one process";
  private static final int PROCESSES = 2;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

  private final Server server;
  private final int processes;
  private List<String> hosts = LOOPBACK;

  private Contestant(Server server, int processes) {
    this.server = server;
    this.processes = processes;
  }

  /** One process, with all the threads that it likes. */
  public static Contestant single(ServerProgram program) throws IOException {
    return alone(SINGLE, List.of(), program, 1);
  }

  /** Two processes, neither of which knows of the other; the kernel spreads connections. */
  public static Contestant alone(ServerProgram program) throws IOException {
    return alone(Contenders.ALONE, ReuseportProvider.OPTIONS, program, PROCESSES);
  }

  private static Contestant alone(
      String name, List<String> options, ServerProgram program, int processes) throws IOException {
    int port = Server.freePorts(1);
    List<String> command =
        Programs.java(
            options,
            System.getProperty("java.class.path") + ":" + program.jar(),
            program.mainClass(),
            program.arguments(port));
    List<List<String>> all = Collections.nCopies(processes, command);
    return new Contestant(Server.start(name, port, all), processes);
  }

  /** Node's cluster of two, whose program does as little as one can. */
  public static Contestant node(Plan plan) throws IOException, InterruptedException {
    return new Contestant(new Contenders(plan, Service.HTTP).node("rr", PROCESSES), PROCESSES);
  }

  /** Two workers. */
  public static Contestant workers(
      SchedulingPolicy policy, String commandPath, ServerProgram program) throws IOException {
    int port = Server.freePorts(1);
    List<String> words = new ArrayList<>(List.of("run", "-w", Integer.toString(PROCESSES)));
    words.addAll(List.of("--policy", policy.shortName()));
    words.addAll(List.of("--control", "off")); // all would have the same name
    words.addAll(List.of("--aot-cache", "off")); // those beside them have none
    words.add(program.jar().toString());
    words.addAll(program.arguments(port));
    List<String> command =
        Programs.java(
            List.of("--enable-native-access=ALL-UNNAMED"),
            commandPath,
            "dev.prefork.cli.Main",
            words);
    return new Contestant(Server.start("Prefork " + policy, port, List.of(command)), PROCESSES);
  }

  public String name() {
    return server.name();
  }

  /**
   * Waits until all processes answer, and chooses addresses to connect to: such as have different
   * client addresses, and under STICKY different workers.
   */
  public void awaitReady() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> pids = new ArrayList<>();
    while (pids.size() < processes) {
      for (String host : candidates()) {
        String pid = pid(host);
        if (pid != null && !pids.contains(pid)) {
          pids.add(pid);
        }
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IOException(name() + ": only " + pids.size() + " processes answer");
      }
      Thread.sleep(20);
    }
    chooseHosts();
  }

  private void chooseHosts() throws IOException {
    if (name().equals("Prefork " + SchedulingPolicy.STICKY)) {
      String first = pid(LOOPBACK.getFirst());
      for (String host : candidates()) {
        String pid = pid(host);
        if (pid != null && !pid.equals(first)) {
          hosts = List.of(LOOPBACK.getFirst(), host);
          return;
        }
      }
      throw new IOException("this machine's own addresses all have the same worker");
    }
  }

  private static List<String> candidates() throws IOException {
    List<String> hosts = new ArrayList<>(LOOPBACK);
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .map(Contestant::url)
        .forEach(hosts::add);
    return hosts;
  }

  private static String url(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  /** The first word of an answer. */
  private @Nullable String pid(String host) {
    try {
      HttpURLConnection request =
          (HttpURLConnection)
              URI.create("http://" + host + ":" + server.port() + "/").toURL().openConnection();
      request.setRequestProperty("Connection", "close");
      try (var answer = request.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8).split("\\s", 2)[0];
      }
    } catch (IOException e) {
      return null; // not there yet
    }
  }

  /**
   * What it does under load.
   *
   * @param processorMicros of all its processes, for each request
   * @param spread of connections: what the process that has most has for one of the one that has
   *     fewest, in the middle of the load; NaN if there is one process
   */
  public record Load(double requestsPerSecond, double processorMicros, double spread) {}

  public Load load(Path wrk, boolean closing, int seconds)
      throws IOException, InterruptedException {
    List<Long> idle = sockets();
    ProcessorTime before = server.processorTime();
    Wrk load = Wrk.start(wrk, hosts, server.port(), closing, seconds);
    Thread.sleep(seconds * 500L);
    double spread = spread(idle, sockets());
    double rate = load.rate();
    double micros = server.processorTime().microsSince(before);
    return new Load(rate, micros / (rate * seconds), spread);
  }

  /** How many sockets each of the processes that serve has open. */
  private List<Long> sockets() throws IOException {
    List<Long> counts = new ArrayList<>();
    for (ProcessHandle process : server.processes().skip(server.hasPrimary() ? 1 : 0).toList()) {
      try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
        counts.add(all.filter(Contestant::isSocket).count());
      }
    }
    return counts;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static double spread(List<Long> idle, List<Long> loaded) {
    List<Long> added = new ArrayList<>();
    for (int i = 0; i < Math.min(idle.size(), loaded.size()); i++) {
      added.add(Math.max(0, loaded.get(i) - idle.get(i)));
    }
    return added.size() < 2 ? Double.NaN : (double) Collections.max(added) / Collections.min(added);
  }

  @Override
  public void close() {
    server.close();
  }
}
