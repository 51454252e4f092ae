package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Starter;
import dev.prefork.bench.load.Starters;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.util.List;

/**
 * How long it takes until one or several programs that are started at once listen: as plain {@code
 * java} processes, as workers of a primary that runs, both with and without an AOT cache, and as
 * workers of Node's. One after the other, round by round, so that all see the same machine.
 */
final class StartBenchmark implements Benchmark {
  private static final List<Integer> COUNTS = List.of(1, 4, 16);
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 15;
  private static final int WAYS = 5;
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
    return "how long until a program listens, alone and as a worker, beside Node";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int starts = plan.counts(COUNTS).stream().mapToInt(Integer::intValue).sum();
    int rounds = plan.rounds(ROUNDS) + plan.warmUp(WARM_UP);
    return SECONDS_OF_TRAINING + rounds * starts * WAYS * SECONDS_OF_A_START;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Turns turns = new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    try (Starters starters = new Starters(plan, section)) {
      for (int count : plan.counts(COUNTS)) {
        List<Starter> ways = count == 1 ? starters.ofOne() : starters.ofSeveral();
        Table table = table(plan, section, count).order(ways.stream().map(Starter::name).toList());
        turns.run(
            ways,
            Starter::name,
            plan,
            section,
            (starter, counts) -> {
              Starter.Millis millis = starter.start(count);
              if (counts) {
                add(table, starter.name(), millis);
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
        .against(Starters.PLAIN);
  }

  private static void add(Table table, String row, Starter.Millis millis) {
    if (!Double.isNaN(millis.online())) {
      table.add(row, ONLINE, millis.online());
    }
    table.add(row, LISTENING, millis.listening());
  }
}
