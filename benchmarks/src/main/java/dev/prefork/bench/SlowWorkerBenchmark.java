package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Connect;
import dev.prefork.bench.load.Contenders;
import dev.prefork.bench.load.Server;
import dev.prefork.bench.load.Service;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;

/**
 * Who takes what a worker cannot: one of four is busy for twenty milliseconds with each connection,
 * so it can take fewer than its part.
 */
final class SlowWorkerBenchmark implements Benchmark {
  private static final int WORKERS = 4;
  private static final int RATE = 500;
  private static final double SECONDS = 3;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final int CONTENDERS = 8;
  private static final String SLOW = "slow";

  private static final Column SHARE = Column.of("of the slow one", "%", 1);
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
    return "whether others take what a slow worker cannot";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int rounds = plan.rounds(ROUNDS) + plan.warmUp(WARM_UP);
    return 10 + rounds * CONTENDERS * plan.seconds(SECONDS);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Contenders contenders = new Contenders(plan, Service.SLOW);
    Turns turns = new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    Run run = new Run(contenders.clients(), plan.seconds(SECONDS), table(plan, section));
    contenders.compete(WORKERS, turns, section, run.table(), run::measure);
  }

  private static Table table(Plan plan, Section section) {
    return section.table(
        "slow-worker",
        ("One of %d workers is busy for 20 ms with each connection, at %d/s: its part, how even the"
                + " others are, microseconds from connect to first byte, and how many got no answer"
                + " until a second after the end; medians of %d rounds of %.1f s")
            .formatted(WORKERS, RATE, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        SHARE,
        SPREAD,
        MEDIAN,
        P99,
        FAILED);
  }

  private record Run(Connect clients, double seconds, Table table) {
    void measure(Server server, boolean counts) throws IOException, InterruptedException {
      Connect.Outcome outcome = clients.atRate(server.port(), seconds, RATE);
      if (counts) {
        String row = server.name();
        table.add(row, SHARE, 100 * outcome.shares().part(SLOW));
        table.add(row, SPREAD, outcome.shares().without(SLOW).spread(WORKERS - 1));
        table.add(row, MEDIAN, outcome.medianMicros());
        table.add(row, P99, outcome.slowMicros());
        table.add(row, FAILED, (double) outcome.failed());
      }
    }
  }
}
