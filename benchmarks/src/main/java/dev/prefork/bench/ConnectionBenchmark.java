package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * New connections: accept, write a line, close, in two processes; Prefork in each policy beside
 * Node's cluster, Bun, and a loop in C that does nothing else. All of them are there at the same
 * time and take turns.
 */
final class ConnectionBenchmark {
  private static final int PROCESSES = 2;
  private static final int SECONDS = 2;
  private static final int WARM_UP = 3;

  private final Contenders contenders;
  private final Connect clients;

  /** What one server reached, round by round. */
  private record Figures(
      List<Double> perSecond,
      List<Double> primaryMicros,
      List<Double> allMicros,
      List<Connect.Outcome> half,
      List<Connect.Outcome> nearlyAll) {
    Figures() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
  }

  private ConnectionBenchmark(Contenders contenders) {
    this.contenders = contenders;
    this.clients = contenders.clients();
  }

  /**
   * Runs the benchmark and prints medians and ratios.
   *
   * @param args those of {@link Contenders}, and how many rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new ConnectionBenchmark(Contenders.of(args)).run(Integer.parseInt(args[2]));
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Map<Server, Figures> servers = new LinkedHashMap<>();
    try {
      start(servers);
      for (Server server : servers.keySet()) {
        server.awaitAccepting(server.port());
      }
      List<Map.Entry<Server, Figures>> turns = new ArrayList<>(servers.entrySet());
      for (int round = -WARM_UP; round < rounds; round++) {
        System.err.println("round " + (round + WARM_UP + 1) + " of " + (rounds + WARM_UP));
        Collections.rotate(turns, 1);
        for (Map.Entry<Server, Figures> turn : turns) {
          measure(turn.getKey(), round < 0 ? new Figures() : turn.getValue());
        }
      }
    } finally {
      servers.keySet().forEach(Server::close);
    }
    print(servers, rounds);
  }

  private void start(Map<Server, Figures> servers) throws IOException {
    servers.put(contenders.java(PROCESSES), new Figures());
    for (SchedulingPolicy policy : SchedulingPolicy.values()) {
      servers.put(contenders.prefork(policy, PROCESSES, 1), new Figures());
    }
    contenders.c(PROCESSES).ifPresent(server -> servers.put(server, new Figures()));
    contenders.node("rr", PROCESSES).ifPresent(server -> servers.put(server, new Figures()));
    contenders.node("none", PROCESSES).ifPresent(server -> servers.put(server, new Figures()));
    contenders.bun(PROCESSES).ifPresent(server -> servers.put(server, new Figures()));
  }

  private void measure(Server server, Figures figures) throws IOException, InterruptedException {
    long primary = server.primaryNanos();
    long all = server.processorNanos();
    Connect.Outcome most = clients.most(server.port(), SECONDS);
    double count = most.perSecond() * SECONDS;
    figures.perSecond().add(most.perSecond());
    figures.primaryMicros().add((server.primaryNanos() - primary) / 1000.0 / count);
    figures.allMicros().add((server.processorNanos() - all) / 1000.0 / count);
    figures.half().add(clients.atRate(server.port(), SECONDS, most.perSecond() * 0.5));
    figures.nearlyAll().add(clients.atRate(server.port(), SECONDS, most.perSecond() * 0.9));
  }

  private static void print(Map<Server, Figures> servers, int rounds) {
    System.out.printf(
        "new connections, %d processes, medians of %d rounds of %d s;%n"
            + "us: microseconds of processor time for each connection, in the first process and in"
            + " all;%n"
            + "50%%, 90%%: microseconds from connect to first byte, median and 99th percentile, at"
            + " such a share of its own rate%n%n",
        PROCESSES, rounds, SECONDS);
    System.out.printf(
        "%-26s %9s %7s %7s %7s %14s %14s %6s%n",
        "", "per s", "ratio", "us 1st", "us all", "50%", "90%", "failed");
    List<Double> base = servers.values().iterator().next().perSecond();
    servers.forEach((server, figures) -> print(server.name(), figures, base));
  }

  private static void print(String name, Figures figures, List<Double> base) {
    System.out.printf(
        "%-26s %9.0f %7.3f %7.1f %7.1f %14s %14s %6d%n",
        name,
        Statistics.median(figures.perSecond()),
        Statistics.medianRatio(figures.perSecond(), base),
        Statistics.median(figures.primaryMicros()),
        Statistics.median(figures.allMicros()),
        latency(figures.half()),
        latency(figures.nearlyAll()),
        failed(figures.half()) + failed(figures.nearlyAll()));
  }

  private static String latency(List<Connect.Outcome> outcomes) {
    return "%.0f / %.0f"
        .formatted(
            Statistics.median(outcomes.stream().map(o -> (double) o.medianMicros()).toList()),
            Statistics.median(outcomes.stream().map(o -> (double) o.slowMicros()).toList()));
  }

  private static long failed(List<Connect.Outcome> outcomes) {
    return outcomes.stream().mapToLong(Connect.Outcome::failed).sum();
  }
}
