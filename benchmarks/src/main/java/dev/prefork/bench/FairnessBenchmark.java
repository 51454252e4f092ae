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
 * How evenly connections are spread over four workers: what the busiest serves for one of the
 * idlest.
 */
final class FairnessBenchmark implements Benchmark {
  private static final int WORKERS = 4;
  private static final int LIGHT = 500;
  private static final double SECONDS = 3;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 5;
  private static final int OTHERS = 5;

  private static final Column ONE_BY_ONE = Column.of("one by one", "", 3);
  private static final Column SOME = Column.of(LIGHT + "/s", "", 3);
  private static final Column MOST = Column.of("all it can", "", 3).less();

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public String about() {
    return "how evenly connections are spread over workers";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int measures = plan.rounds(ROUNDS) * 3 + plan.warmUp(WARM_UP);
    int contenders = plan.policies().size() + OTHERS;
    return 15 + measures * contenders * plan.seconds(SECONDS);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Contenders contenders = new Contenders(plan, Service.TCP);
    Turns turns = new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    Run run = new Run(contenders.clients(), plan.seconds(SECONDS), table(plan, section));
    contenders.compete(WORKERS, turns, section, run.table(), run::measure);
  }

  private static Table table(Plan plan, Section section) {
    return section.table(
        "fairness",
        ("Connections of the busiest of %d workers for one of the idlest, medians of %d rounds of"
                + " %.1f s")
            .formatted(WORKERS, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        ONE_BY_ONE,
        SOME,
        MOST);
  }

  private record Run(Connect clients, double seconds, Table table) {
    void measure(Server server, boolean counts) throws IOException, InterruptedException {
      Connect.Outcome most = clients.most(server.port(), seconds);
      if (counts) {
        Connect one = clients.with(1);
        table.add(
            server.name(), ONE_BY_ONE, one.most(server.port(), seconds).shares().spread(WORKERS));
        table.add(
            server.name(),
            SOME,
            clients.atRate(server.port(), seconds, LIGHT).shares().spread(WORKERS));
        table.add(server.name(), MOST, most.shares().spread(WORKERS));
      }
    }
  }
}
