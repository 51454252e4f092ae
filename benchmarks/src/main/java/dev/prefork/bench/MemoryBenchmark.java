package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.ConnectionClients;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.Candidates;
import dev.prefork.bench.servers.Memory;
import dev.prefork.bench.servers.Server;
import dev.prefork.bench.servers.ServerGroup;
import dev.prefork.bench.servers.Service;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.List;

/** The memory of processes that have served some connections. One cluster runs at a time. */
final class MemoryBenchmark implements Benchmark {
  private static final List<Integer> COUNTS = List.of(1, 4, 16);
  private static final int ROUNDS = 5;
  private static final double SECONDS = 2;
  private static final int RATE = 500;

  /**
   * The JVM's compilers return memory to malloc after five seconds, and Prefork returns it to the
   * system after eleven.
   */
  private static final double QUIET_SECONDS = 15;

  private static final Column PRIMARY_RSS = Column.of("primary RSS", "MB", 1);
  private static final Column PRIMARY_PSS = Column.of("primary PSS", "MB", 1);
  private static final Column WORKER_RSS = Column.of("worker RSS", "MB", 1);
  private static final Column WORKER_PSS = Column.of("worker PSS", "MB", 1).less();
  private static final String QUIET = ", quiet";

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "memory of a primary and of each of 1 to 16 workers, compared with plain Java and Node";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    List<Integer> counts = plan.counts(COUNTS);
    int workers = counts.stream().mapToInt(Integer::intValue).sum();
    double load = 3 * counts.size() * (plan.seconds(SECONDS) + 1);
    double quiet = 3 * counts.size() * quietSeconds(plan);
    return plan.rounds(ROUNDS) * (load + quiet + 3 * workers * 0.2);
  }

  private static double quietSeconds(Plan plan) {
    return plan.isQuick() ? 1 : QUIET_SECONDS;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Table table =
        section.table(
            "memory",
            ("Megabytes of a process after about %.0f connections to each worker, and after %.0f"
                    + " further seconds without load, medians of %d rounds")
                .formatted(RATE * plan.seconds(SECONDS), quietSeconds(plan), plan.rounds(ROUNDS)),
            PRIMARY_RSS,
            PRIMARY_PSS,
            WORKER_RSS,
            WORKER_PSS);
    Run run = new Run(new Candidates(plan, Service.TCP), section, table);
    for (int round = 1; round <= plan.rounds(ROUNDS); round++) {
      plan.progress().round(round, plan.rounds(ROUNDS));
      for (int count : plan.counts(COUNTS)) {
        run.measure(count);
      }
    }
  }

  private record Run(Candidates candidates, Section section, Table table) {
    void measure(int count) throws IOException, InterruptedException {
      measure("Java", count, false, () -> candidates.java(count));
      measure(
          "Prefork", count, true, () -> candidates.prefork(SchedulingPolicy.ROUND_ROBIN, count, 1));
      measure("Node", count, true, () -> candidates.node("rr", count));
    }

    private void measure(String name, int count, boolean hasPrimary, ServerGroup.Start start)
        throws IOException, InterruptedException {
      String row = name + ", " + count + (count == 1 ? " worker" : " workers");
      candidates.plan().progress().step(row);
      try (ServerGroup servers = new ServerGroup(section).add(row, start)) {
        for (Server server : servers.awaitAccepting()) {
          load(server, hasPrimary ? count + 1 : count, count);
          add(row, Memory.of(server), hasPrimary);
          Thread.sleep(Math.round(quietSeconds(candidates.plan()) * 1000));
          add(row + QUIET, Memory.of(server), hasPrimary);
        }
      }
    }

    private void load(Server server, int processes, int workers)
        throws IOException, InterruptedException {
      ConnectionClients clients = candidates.clients();
      double seconds = candidates.plan().seconds(SECONDS);
      do {
        ConnectionClients.Outcome _ =
            clients.atRate(server.port(), seconds, (double) RATE * workers);
      } while (server.processes().count() < processes);
    }

    private void add(String row, List<Memory> all, boolean hasPrimary) {
      if (hasPrimary) {
        table.add(row, PRIMARY_RSS, all.getFirst().rss());
        table.add(row, PRIMARY_PSS, all.getFirst().pss());
      }
      Memory worker = Memory.mean(hasPrimary ? all.subList(1, all.size()) : all);
      table.add(row, WORKER_RSS, worker.rss());
      table.add(row, WORKER_PSS, worker.pss());
    }
  }
}
