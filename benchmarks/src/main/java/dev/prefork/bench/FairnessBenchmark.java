package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How evenly connections are spread over four workers: what the busiest serves for one of the
 * idlest.
 */
final class FairnessBenchmark {
  private static final int WORKERS = 4;
  private static final int LIGHT = 500;
  private static final int SECONDS = 3;
  private static final int WARM_UP = 3;

  private final Contenders contenders;
  private final Connect clients;
  private final int rounds;

  private FairnessBenchmark(Contenders contenders, int rounds) {
    this.contenders = contenders;
    this.clients = contenders.clients();
    this.rounds = rounds;
  }

  /**
   * Runs the benchmark and prints medians.
   *
   * @param args those of {@link Contenders}, and how many rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new FairnessBenchmark(Contenders.of(args), Integer.parseInt(args[2])).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        "connections of the busiest of %d workers for one of the idlest, medians of %d rounds of %d"
            + " s%n%n%-26s %10s %10s%n",
        WORKERS, rounds, SECONDS, "", LIGHT + "/s", "all it can");
    for (SchedulingPolicy policy : SchedulingPolicy.values()) {
      measure(Optional.of(contenders.prefork(policy, WORKERS, 1)));
    }
    measure(Optional.of(contenders.java(WORKERS)));
    measure(contenders.node("rr", WORKERS));
    measure(contenders.node("none", WORKERS));
    measure(contenders.bun(WORKERS));
  }

  private void measure(Optional<Server> started) throws IOException, InterruptedException {
    if (started.isEmpty()) {
      return;
    }
    try (Server server = started.get()) {
      server.awaitAccepting(server.port());
      for (int round = 0; round < WARM_UP; round++) {
        Connect.Outcome _ = clients.most(server.port(), SECONDS);
      }
      List<Double> light = new ArrayList<>();
      List<Double> most = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        light.add(spread(clients.atRate(server.port(), SECONDS, LIGHT)));
        most.add(spread(clients.most(server.port(), SECONDS)));
      }
      System.out.printf(
          "%-26s %10.3f %10.3f%n",
          server.name(), Statistics.median(light), Statistics.median(most));
    }
  }

  /**
   * Infinite if one got nothing, as is all but certain under STICKY: there is one client address.
   */
  private static double spread(Connect.Outcome outcome) {
    return outcome.served() < WORKERS
        ? Double.POSITIVE_INFINITY
        : (double) outcome.frequent() / outcome.rarest();
  }
}
