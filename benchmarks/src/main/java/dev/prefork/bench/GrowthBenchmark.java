package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Connect;
import dev.prefork.bench.load.Contenders;
import dev.prefork.bench.load.ProcessorTime;
import dev.prefork.bench.load.Server;
import dev.prefork.bench.load.Service;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection costs the primary with more and more workers, and with more and more ports, at
 * a rate that is far from all it can do. Clusters of all sizes are there at the same time.
 */
final class GrowthBenchmark implements Benchmark {
  private static final List<Integer> COUNTS = List.of(2, 1, 4, 8, 16, 32, 64);
  private static final int RATE = 2000;
  private static final double SECONDS = 3;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 5;

  private static final Column PRIMARY = Column.of("primary", "µs", 2).less();

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String about() {
    return "what a connection costs the primary of 1 to 64 workers, and of 1 to 64 ports";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    List<Integer> counts = plan.counts(COUNTS);
    int workers = counts.stream().mapToInt(Integer::intValue).sum() + 2 * counts.size();
    double measures = 2.0 * counts.size() * (plan.rounds(ROUNDS) + plan.warmUp(WARM_UP));
    return workers * 0.25 + 2 * counts.size() + measures * plan.seconds(SECONDS);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Sizes sizes = new Sizes(new Contenders(plan, Service.TCP), new ArrayList<>());
    try {
      for (int count : plan.counts(COUNTS)) {
        sizes.start("workers", count, count, 1);
        sizes.start("ports", count, 2, count);
      }
      Run run = new Run(plan, table(plan, section, "workers"), table(plan, section, "ports"));
      run.order(plan.counts(COUNTS).stream().sorted().map(String::valueOf).toList());
      run.turns(sizes.all(), section);
    } finally {
      sizes.all().forEach(size -> size.server().close());
    }
  }

  private static Table table(Plan plan, Section section, String what) {
    return section.table(
        "growth-" + what,
        ("Microseconds of the primary's processor time for a connection, of %d/s, by number of %s,"
                + " medians of %d rounds of %.1f s")
            .formatted(RATE, what, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        PRIMARY);
  }

  /** A cluster; connections go to its last port. */
  private record Size(String what, int count, int workers, int port, Server server) {
    String name() {
      return count + " " + what;
    }
  }

  private record Sizes(Contenders contenders, List<Size> all) {
    /** Waits until all of its workers serve: many that start at once would only be in the way. */
    void start(String what, int count, int workers, int ports)
        throws IOException, InterruptedException {
      contenders.plan().progress().step("starting a cluster of " + count + " " + what);
      Server server = contenders.prefork(SchedulingPolicy.ROUND_ROBIN, workers, ports);
      int port = server.port() + ports - 1;
      all.add(new Size(what, count, workers, port, server));
      server.awaitAccepting(port);
      Connect.Outcome outcome;
      do {
        outcome = contenders.clients().atRate(port, 0.3, RATE);
      } while (outcome.shares().served() < workers);
    }
  }

  private record Run(Plan plan, Table workers, Table ports) {
    void order(List<String> counts) {
      workers.order(counts).against("2");
      ports.order(counts);
    }

    void turns(List<Size> sizes, Section section) throws IOException, InterruptedException {
      Connect clients = new Contenders(plan, Service.TCP).clients();
      new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
          .run(sizes, Size::name, plan, section, (size, counts) -> measure(clients, size, counts));
    }

    private void measure(Connect clients, Size size, boolean counts)
        throws IOException, InterruptedException {
      double seconds = plan.seconds(SECONDS);
      ProcessorTime before = size.server().primaryTime();
      Connect.Outcome outcome = clients.atRate(size.port(), seconds, RATE);
      double micros = size.server().primaryTime().microsSince(before);
      if (counts) {
        Table table = size.what().equals("workers") ? workers : ports;
        String row = Integer.toString(size.count());
        table.add(row, PRIMARY, micros / (outcome.perSecond() * seconds));
      }
    }
  }
}
