package dev.prefork.bench.servers;

import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.Wrk;
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

/** A real HTTP server in one or two processes on one port, with Prefork or without. */
public final class HttpServerCandidate implements AutoCloseable {
  private static final String SINGLE = "Java, one process";
  private static final int PROCESSES = 2;
  private static final long TIMEOUT_NANOS = 60_000_000_000L;
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

  private final Server server;
  private final int processes;
  private List<String> hosts = LOOPBACK;

  private HttpServerCandidate(Server server, int processes) {
    this.server = server;
    this.processes = processes;
  }

  /** Starts one plain process. */
  public static HttpServerCandidate single(Plan plan, ServerProgram program) throws IOException {
    return plain(plan, SINGLE, List.of(), program, 1);
  }

  /** Starts two plain processes, to which the kernel distributes connections. */
  public static HttpServerCandidate plain(Plan plan, ServerProgram program) throws IOException {
    return plain(plan, Candidates.PLAIN, ReuseportProvider.OPTIONS, program, PROCESSES);
  }

  private static HttpServerCandidate plain(
      Plan plan, String name, List<String> options, ServerProgram program, int processes)
      throws IOException {
    int port = Server.freePorts(1);
    List<String> command =
        JavaPrograms.java(
            options,
            plan.tools().classPath() + ":" + program.jar(),
            program.mainClass(),
            program.arguments(port));
    List<List<String>> all = Collections.nCopies(processes, command);
    return new HttpServerCandidate(Server.start(name, port, all), processes);
  }

  /** Starts a cluster of Node with two workers and the smallest HTTP server. */
  public static HttpServerCandidate node(Plan plan) throws IOException, InterruptedException {
    return new HttpServerCandidate(
        new Candidates(plan, Service.HTTP).node("rr", PROCESSES), PROCESSES);
  }

  /** Starts two workers with {@code prefork run}. */
  public static HttpServerCandidate workers(
      Plan plan, SchedulingPolicy policy, ServerProgram program) throws IOException {
    int port = Server.freePorts(1);
    List<String> words = new ArrayList<>(List.of("run", "-w", Integer.toString(PROCESSES)));
    words.addAll(List.of("--policy", policy.shortName()));
    words.addAll(List.of("--control", "off")); // all clusters would have the same name
    words.addAll(List.of("--aot-cache", "off")); // the other candidates have none
    words.add(program.jar().toString());
    words.addAll(program.arguments(port));
    List<String> command = JavaPrograms.prefork(plan, words);
    return new HttpServerCandidate(
        Server.start("Prefork " + policy, port, List.of(command)), PROCESSES);
  }

  /** {@return the name of the row} */
  public String name() {
    return server.name();
  }

  /**
   * Waits until all processes answer, and chooses the addresses to connect to. Under STICKY,
   * clients of two addresses must get different workers.
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
      if (System.nanoTime() - start > TIMEOUT_NANOS) {
        throw new IOException(
            name() + ": only " + pids.size() + " of " + processes + " processes answer");
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
      throw new IOException("under STICKY all addresses of this machine map to the same worker");
    }
  }

  private static List<String> candidates() throws IOException {
    List<String> hosts = new ArrayList<>(LOOPBACK);
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .map(HttpServerCandidate::url)
        .forEach(hosts::add);
    return hosts;
  }

  private static String url(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  /** {@return the process id, which is the first word of an answer} */
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
      return null; // does not listen yet
    }
  }

  /**
   * The results under load.
   *
   * @param requestsPerSecond the number of answered requests per second
   * @param processorMicros the processor time of all processes per request
   * @param spread the ratio of connections of the busiest and the idlest process, in the middle of
   *     the load; NaN if there is one process
   */
  public record Load(double requestsPerSecond, double processorMicros, double spread) {}

  /**
   * Measures the server under load.
   *
   * @param newConnections whether to open a new connection per request, or to use keep-alive
   *     connections
   */
  public Load load(Path wrk, boolean newConnections, int seconds)
      throws IOException, InterruptedException {
    List<Long> idle = sockets();
    ProcessorTime before = server.processorTime();
    Wrk load = Wrk.start(wrk, hosts, server.port(), newConnections, seconds);
    Thread.sleep(seconds * 500L);
    double spread = spread(idle, sockets());
    double rate = load.rate();
    double micros = server.processorTime().microsSince(before);
    return new Load(rate, micros / (rate * seconds), spread);
  }

  /** {@return the number of open sockets of each process that serves} */
  private List<Long> sockets() throws IOException {
    List<Long> counts = new ArrayList<>();
    for (ProcessHandle process : server.processes().skip(server.hasPrimary() ? 1 : 0).toList()) {
      try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
        counts.add(all.filter(HttpServerCandidate::isSocket).count());
      }
    }
    return counts;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed in the meantime
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
