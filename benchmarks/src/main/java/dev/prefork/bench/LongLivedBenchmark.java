package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.OpenConnections;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.Candidates;
import dev.prefork.bench.servers.Server;
import dev.prefork.bench.servers.Service;
import java.io.IOException;

/**
 * How evenly long-lived connections are distributed over workers, when some of them are reopened.
 */
final class LongLivedBenchmark implements Benchmark {
  private static final int WORKERS = 4;
  private static final int CONNECTIONS = 200;
  private static final int QUICK_CONNECTIONS = 20;
  private static final int ROUNDS = 5;
  private static final int CANDIDATES = 8;
  private static final double SECONDS_OF_A_ROUND = 3;

  private static final Column OPENED = Column.of("opened", "", 3);
  private static final Column HALF = Column.of("half reopened", "", 3);
  private static final Column TWO_WORKERS = Column.of("two workers' reopened", "", 3).less();

  @Override
  public String name() {
    return "long-lived";
  }

  @Override
  public String about() {
    return "how evenly long-lived connections are distributed over workers";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    double round = SECONDS_OF_A_ROUND * connections(plan) / CONNECTIONS;
    return 5 + plan.rounds(ROUNDS) * CANDIDATES * round;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Table table =
        section.table(
            "long-lived",
            ("%d long-lived connections to %d workers: those of the worker that has most : those of"
                    + " the worker that has fewest, medians of %d rounds; after all were opened,"
                    + " after half of them were closed and reopened one by one, and after all of"
                    + " two workers were")
                .formatted(connections(plan), WORKERS, plan.rounds(ROUNDS)),
            OPENED,
            HALF,
            TWO_WORKERS);
    Candidates candidates = new Candidates(plan, Service.LONG_LIVED);
    InterleavedRounds rounds = new InterleavedRounds(0, plan.rounds(ROUNDS));
    candidates.measure(
        WORKERS, rounds, section, table, (server, _) -> measure(server, connections(plan), table));
  }

  private static int connections(Plan plan) {
    return plan.isQuick() ? QUICK_CONNECTIONS : CONNECTIONS;
  }

  private static void measure(Server server, int count, Table table)
      throws IOException, InterruptedException {
    try (OpenConnections connections = new OpenConnections(server.port())) {
      connections.open(count);
      table.add(server.name(), OPENED, connections.distribution().spread(WORKERS));
      connections.reopenHalf();
      table.add(server.name(), HALF, connections.distribution().spread(WORKERS));
      connections.reopenHalfOfProcesses();
      table.add(server.name(), TWO_WORKERS, connections.distribution().spread(WORKERS));
    }
  }
}
