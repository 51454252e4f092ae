package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.ConnectionClients;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.Candidates;
import dev.prefork.bench.servers.Server;
import dev.prefork.bench.servers.Service;
import java.io.IOException;

/**
 * One of four workers is slow: it is busy for 20 ms with each connection, so the others have to
 * take a part of its share.
 */
final class SlowWorkerBenchmark implements Benchmark {
  private static final int WORKERS = 4;
  private static final int RATE = 500;
  private static final double SECONDS = 3;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final int CANDIDATES = 8;
  private static final String SLOW = "slow";

  private static final Column SHARE = Column.of("slow worker's share", "%", 1);
  private static final Column SPREAD = Column.of("busiest : idlest other", "", 3);
  private static final Column MEDIAN = Column.of("p50", "µs", 0);
  private static final Column P99 = Column.of("p99", "µs", 0).less();
  private static final Column FAILED = Column.count("no answer");

  @Override
  public String name() {
    return "slow-worker";
  }

  @Override
  public String about() {
    return "how connections are distributed if one worker is slow";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int rounds = plan.rounds(ROUNDS) + plan.warmUp(WARM_UP);
    return 10 + rounds * CANDIDATES * plan.seconds(SECONDS);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Candidates candidates = new Candidates(plan, Service.SLOW);
    InterleavedRounds rounds = new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    Run run = new Run(candidates.clients(), plan.seconds(SECONDS), table(plan, section));
    candidates.measure(WORKERS, rounds, section, run.table(), run::measure);
  }

  private static Table table(Plan plan, Section section) {
    return section.table(
        "slow-worker",
        ("One of %d workers is busy for 20 ms with each connection, at %d connections/s: its share,"
                + " the ratio of the busiest and the idlest other worker, microseconds from connect"
                + " to first byte, and connections without an answer a second after the end;"
                + " medians of %d rounds of %.1f s")
            .formatted(WORKERS, RATE, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        SHARE,
        SPREAD,
        MEDIAN,
        P99,
        FAILED);
  }

  private record Run(ConnectionClients clients, double seconds, Table table) {
    void measure(Server server, boolean counts) throws IOException, InterruptedException {
      ConnectionClients.Outcome outcome = clients.atRate(server.port(), seconds, RATE);
      if (counts) {
        String row = server.name();
        table.add(row, SHARE, 100 * outcome.distribution().share(SLOW));
        table.add(row, SPREAD, outcome.distribution().without(SLOW).spread(WORKERS - 1));
        table.add(row, MEDIAN, outcome.medianMicros());
        table.add(row, P99, outcome.slowMicros());
        table.add(row, FAILED, (double) outcome.failed());
      }
    }
  }
}
