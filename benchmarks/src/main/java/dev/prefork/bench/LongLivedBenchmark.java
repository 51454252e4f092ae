package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Contenders;
import dev.prefork.bench.load.OpenConnections;
import dev.prefork.bench.load.Server;
import dev.prefork.bench.load.Service;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;

/**
 * How evenly connections that stay open are spread over workers, when some of them are reopened.
 */
final class LongLivedBenchmark implements Benchmark {
  private static final int WORKERS = 4;
  private static final int CONNECTIONS = 200;
  private static final int QUICK_CONNECTIONS = 20;
  private static final int ROUNDS = 5;
  private static final int CONTENDERS = 8;
  private static final double SECONDS_OF_A_ROUND = 3;

  private static final Column OPENED = Column.of("opened", "", 3);
  private static final Column HALF = Column.of("a half reopened", "", 3);
  private static final Column TWO = Column.of("those of two workers reopened", "", 3).less();

  @Override
  public String name() {
    return "long-lived";
  }

  @Override
  public String about() {
    return "how evenly connections that stay open are spread over workers";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    double round = SECONDS_OF_A_ROUND * connections(plan) / CONNECTIONS;
    return 5 + plan.rounds(ROUNDS) * CONTENDERS * round;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Table table =
        section.table(
            "long-lived",
            ("%d connections that stay open: those of the worker that has most for one of the"
                    + " worker that has fewest, of %d, medians of %d rounds; when they were opened,"
                    + " when a half has been closed and reopened one by one, and when all of two"
                    + " workers have")
                .formatted(connections(plan), WORKERS, plan.rounds(ROUNDS)),
            OPENED,
            HALF,
            TWO);
    Contenders contenders = new Contenders(plan, Service.KEEPING);
    Turns turns = new Turns(0, plan.rounds(ROUNDS));
    contenders.compete(
        WORKERS, turns, section, table, (server, _) -> measure(server, connections(plan), table));
  }

  private static int connections(Plan plan) {
    return plan.isQuick() ? QUICK_CONNECTIONS : CONNECTIONS;
  }

  private static void measure(Server server, int count, Table table)
      throws IOException, InterruptedException {
    try (OpenConnections connections = new OpenConnections(server.port())) {
      connections.open(count);
      table.add(server.name(), OPENED, connections.shares().spread(WORKERS));
      connections.reopenHalf();
      table.add(server.name(), HALF, connections.shares().spread(WORKERS));
      connections.reopenThoseOfHalf();
      table.add(server.name(), TWO, connections.shares().spread(WORKERS));
    }
  }
}
