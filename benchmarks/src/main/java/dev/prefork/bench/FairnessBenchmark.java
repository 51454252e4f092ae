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
 * How evenly connections are distributed over four workers: the ratio of the busiest worker and the
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
  private static final Column LIGHT_LOAD = Column.of(LIGHT + "/s", "", 3);
  private static final Column FULL_LOAD = Column.of("full load", "", 3).less();

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public String about() {
    return "how evenly connections are distributed over workers";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int measures = plan.rounds(ROUNDS) * 3 + plan.warmUp(WARM_UP);
    int candidates = plan.policies().size() + OTHERS;
    return 15 + measures * candidates * plan.seconds(SECONDS);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Candidates candidates = new Candidates(plan, Service.TCP);
    InterleavedRounds rounds = new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    Run run = new Run(candidates.clients(), plan.seconds(SECONDS), table(plan, section));
    candidates.measure(WORKERS, rounds, section, run.table(), run::measure);
  }

  private static Table table(Plan plan, Section section) {
    return section.table(
        "fairness",
        ("Connections of the busiest of %d workers : those of the idlest, medians of %d rounds of"
                + " %.1f s")
            .formatted(WORKERS, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        ONE_BY_ONE,
        LIGHT_LOAD,
        FULL_LOAD);
  }

  private record Run(ConnectionClients clients, double seconds, Table table) {
    void measure(Server server, boolean counts) throws IOException, InterruptedException {
      ConnectionClients.Outcome most = clients.most(server.port(), seconds);
      if (counts) {
        ConnectionClients one = clients.with(1);
        table.add(
            server.name(),
            ONE_BY_ONE,
            one.most(server.port(), seconds).distribution().spread(WORKERS));
        table.add(
            server.name(),
            LIGHT_LOAD,
            clients.atRate(server.port(), seconds, LIGHT).distribution().spread(WORKERS));
        table.add(server.name(), FULL_LOAD, most.distribution().spread(WORKERS));
      }
    }
  }
}
