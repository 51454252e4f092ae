package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.StartMethod;
import dev.prefork.bench.servers.StartMethods;
import java.io.IOException;
import java.util.List;

/**
 * The time until one or several programs that are started at once listen: as plain {@code java}
 * processes and as workers of a primary that runs, both with and without an AOT cache, and as
 * workers of Node's cluster.
 */
final class StartBenchmark implements Benchmark {
  private static final List<Integer> COUNTS = List.of(1, 4, 16);
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 15;
  private static final int METHODS = 5;
  private static final double SECONDS_OF_A_START = 0.15;
  private static final double SECONDS_OF_TRAINING = 8;

  private static final Column ONLINE = Column.of("online", "ms", 1);
  private static final Column LISTENING = Column.of("listening", "ms", 1).less();

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String about() {
    return "time until a program listens, plain and as a worker, compared with Node";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int starts = plan.counts(COUNTS).stream().mapToInt(Integer::intValue).sum();
    int rounds = plan.rounds(ROUNDS) + plan.warmUp(WARM_UP);
    return SECONDS_OF_TRAINING + rounds * starts * METHODS * SECONDS_OF_A_START;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    InterleavedRounds rounds = new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    try (StartMethods startMethods = new StartMethods(plan, section)) {
      for (int count : plan.counts(COUNTS)) {
        List<StartMethod> methods = count == 1 ? startMethods.ofOne() : startMethods.ofSeveral();
        Table table =
            table(plan, section, count).order(methods.stream().map(StartMethod::name).toList());
        rounds.run(
            methods,
            StartMethod::name,
            plan,
            section,
            (method, counts) -> {
              StartMethod.Millis millis = method.start(count);
              if (counts) {
                add(table, method.name(), millis);
              }
            });
      }
    }
  }

  private static Table table(Plan plan, Section section, int count) {
    return section
        .table(
            count == 1 ? "start" : "start-" + count,
            "%d at once: milliseconds until all are online, and until all listen, medians of %d rounds"
                .formatted(count, plan.rounds(ROUNDS)),
            ONLINE,
            LISTENING)
        .against(StartMethods.PLAIN);
  }

  private static void add(Table table, String row, StartMethod.Millis millis) {
    if (!Double.isNaN(millis.online())) {
      table.add(row, ONLINE, millis.online());
    }
    table.add(row, LISTENING, millis.listening());
  }
}
