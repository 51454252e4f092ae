package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.ConnectionClients;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.Candidates;
import dev.prefork.bench.servers.ProcessorTime;
import dev.prefork.bench.servers.Server;
import dev.prefork.bench.servers.Service;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The processor time of the primary per connection with 1 to 64 workers, and with 1 to 64 ports, at
 * a rate far below its limit. Clusters of all sizes run at the same time.
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
    return "processor time of the primary per connection, with 1 to 64 workers and 1 to 64 ports";
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
    Sizes sizes = new Sizes(new Candidates(plan, Service.TCP), new ArrayList<>());
    try {
      for (int count : plan.counts(COUNTS)) {
        sizes.start("workers", count, count, 1);
        sizes.start("ports", count, 2, count);
      }
      Run run = new Run(plan, table(plan, section, "workers"), table(plan, section, "ports"));
      run.order(plan.counts(COUNTS).stream().sorted().map(String::valueOf).toList());
      run.measure(sizes.all(), section);
    } finally {
      sizes.all().forEach(size -> size.server().close());
    }
  }

  private static Table table(Plan plan, Section section, String what) {
    return section.table(
        "growth-" + what,
        ("Microseconds of the primary's processor time per connection, at %d connections/s, by"
                + " number of %s, medians of %d rounds of %.1f s")
            .formatted(RATE, what, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        PRIMARY);
  }

  /** A cluster. Clients connect to its last port. */
  private record Size(String what, int count, int workers, int port, Server server) {
    String name() {
      return count + " " + what;
    }
  }

  private record Sizes(Candidates candidates, List<Size> all) {
    /**
     * Starts a cluster and waits until all workers serve, so that the next one starts undisturbed.
     */
    void start(String what, int count, int workers, int ports)
        throws IOException, InterruptedException {
      candidates.plan().progress().step("starting a cluster of " + count + " " + what);
      Server server = candidates.prefork(SchedulingPolicy.ROUND_ROBIN, workers, ports);
      int port = server.port() + ports - 1;
      all.add(new Size(what, count, workers, port, server));
      server.awaitAccepting(port);
      ConnectionClients.Outcome outcome;
      do {
        outcome = candidates.clients().atRate(port, 0.3, RATE);
      } while (outcome.distribution().processes() < workers);
    }
  }

  private record Run(Plan plan, Table workers, Table ports) {
    void order(List<String> counts) {
      workers.order(counts).against("2");
      ports.order(counts);
    }

    void measure(List<Size> sizes, Section section) throws IOException, InterruptedException {
      ConnectionClients clients = new Candidates(plan, Service.TCP).clients();
      new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
          .run(sizes, Size::name, plan, section, (size, counts) -> measure(clients, size, counts));
    }

    private void measure(ConnectionClients clients, Size size, boolean counts)
        throws IOException, InterruptedException {
      double seconds = plan.seconds(SECONDS);
      ProcessorTime before = size.server().primaryTime();
      ConnectionClients.Outcome outcome = clients.atRate(size.port(), seconds, RATE);
      double micros = size.server().primaryTime().microsSince(before);
      if (counts) {
        Table table = size.what().equals("workers") ? workers : ports;
        String row = Integer.toString(size.count());
        table.add(row, PRIMARY, micros / (outcome.perSecond() * seconds));
      }
    }
  }
}
