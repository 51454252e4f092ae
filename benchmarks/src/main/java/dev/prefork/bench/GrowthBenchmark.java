package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection costs the primary with more and more workers, and with more and more ports, at
 * a rate that is far from all it can do.
 */
final class GrowthBenchmark {
  private static final int MOST = 64;
  private static final int RATE = 2000;
  private static final int SECONDS = 3;
  private static final int WARM_UP = 3;

  private final Contenders contenders;
  private final Connect clients;
  private final int rounds;

  private GrowthBenchmark(Contenders contenders, int rounds) {
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
    GrowthBenchmark benchmark = new GrowthBenchmark(Contenders.of(args), Integer.parseInt(args[2]));
    System.out.printf(
        "microseconds of the primary's processor time for a connection, of %d/s, medians of %d"
            + " rounds of %d s%n%n%8s %10s %10s%n",
        RATE, benchmark.rounds, SECONDS, "", "workers", "ports");
    for (int count = 1; count <= MOST; count *= 2) {
      double workers = benchmark.micros(count, 1);
      double ports = benchmark.micros(2, count);
      System.out.printf("%8d %10.1f %10.1f%n", count, workers, ports);
    }
  }

  /** Connections go to the last port. */
  private double micros(int workers, int ports) throws IOException, InterruptedException {
    System.err.println(workers + " workers, " + ports + " ports");
    try (Server server = contenders.prefork(SchedulingPolicy.ROUND_ROBIN, workers, ports)) {
      int port = server.port() + ports - 1;
      server.awaitAccepting(port);
      awaitAll(port, workers);
      List<Double> micros = new ArrayList<>();
      for (int round = -WARM_UP; round < rounds; round++) {
        long before = server.primaryNanos();
        Connect.Outcome outcome = clients.atRate(port, SECONDS, RATE);
        double nanos = server.primaryNanos() - before;
        if (round >= 0) {
          micros.add(nanos / 1000 / (outcome.perSecond() * SECONDS));
        }
      }
      return Statistics.median(micros);
    }
  }

  private void awaitAll(int port, int workers) throws IOException, InterruptedException {
    while (clients.atRate(port, 1, RATE).served() < workers) {
      System.err.println("not all serve yet");
    }
  }
}
