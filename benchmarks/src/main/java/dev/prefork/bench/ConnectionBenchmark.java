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
import java.io.IOException;
import java.util.Locale;

/**
 * New connections to two processes, over TCP and HTTP: accept, answer, close. Compares Prefork
 * under each policy with other servers.
 */
final class ConnectionBenchmark implements Benchmark {
  private static final int PROCESSES = 2;
  private static final double SECONDS = 2;
  private static final int WARM_UP = 5; // ten seconds: JIT compilers have done most of their work
  private static final int ROUNDS = 5;
  private static final int OTHERS = 6;

  private static final Column NEW = Column.of("new", "1/s", 0).more();
  private static final Column PRIMARY = Column.of("primary", "µs", 1).less().against("Node rr");
  private static final Column ALL = Column.of("all processes", "µs", 1).less();
  private static final Column HALF = Column.of("p50 at 50 %", "µs", 0);
  private static final Column HALF_SLOW = Column.of("p99 at 50 %", "µs", 0);
  private static final Column NEARLY_ALL = Column.of("p50 at 90 %", "µs", 0);
  private static final Column NEARLY_ALL_SLOW = Column.of("p99 at 90 %", "µs", 0);
  private static final Column FAILED = Column.count("failed");

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String about() {
    return "new connections over TCP and HTTP, compared with Node, Bun, plain Java, nginx and C";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int rounds = plan.rounds(ROUNDS) * 3 + plan.warmUp(WARM_UP);
    int candidates = plan.policies().size() + OTHERS;
    return 2 * (10 + rounds * candidates * plan.seconds(SECONDS));
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    run(plan, section, Service.TCP, "over TCP (write a line, close)");
    run(plan, section, Service.HTTP, "over HTTP (new connection per request)");
  }

  private static void run(Plan plan, Section section, Service service, String what)
      throws IOException, InterruptedException {
    Candidates candidates = new Candidates(plan, service);
    InterleavedRounds rounds = new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
    Table table = table(plan, section, service, what);
    Run run = new Run(candidates.clients(), plan.seconds(SECONDS), table);
    candidates.measure(PROCESSES, rounds, section, table, run::measure);
  }

  private static Table table(Plan plan, Section section, Service service, String what) {
    return section.table(
        "connections-" + service.name().toLowerCase(Locale.ROOT),
        ("New connections to %d processes %s, medians of %d rounds of %.1f s; processor time per"
                + " connection; microseconds from connect to first byte, at 50 and 90 %% of each"
                + " server's own rate")
            .formatted(PROCESSES, what, plan.rounds(ROUNDS), plan.seconds(SECONDS)),
        NEW,
        PRIMARY,
        ALL,
        HALF,
        HALF_SLOW,
        NEARLY_ALL,
        NEARLY_ALL_SLOW,
        FAILED);
  }

  private record Run(ConnectionClients clients, double seconds, Table table) {
    void measure(Server server, boolean counts) throws IOException, InterruptedException {
      ProcessorTime primary = server.primaryTime();
      ProcessorTime all = server.processorTime();
      ConnectionClients.Outcome most = clients.most(server.port(), seconds);
      if (counts) {
        double count = most.perSecond() * seconds;
        table.add(server.name(), NEW, most.perSecond());
        if (server.hasPrimary()) {
          table.add(server.name(), PRIMARY, server.primaryTime().microsSince(primary) / count);
        }
        table.add(server.name(), ALL, server.processorTime().microsSince(all) / count);
        table.add(server.name(), FAILED, (double) most.failed());
        latency(server, most.perSecond() * 0.5, HALF, HALF_SLOW);
        latency(server, most.perSecond() * 0.9, NEARLY_ALL, NEARLY_ALL_SLOW);
      }
    }

    private void latency(Server server, double rate, Column median, Column slow)
        throws IOException, InterruptedException {
      ConnectionClients.Outcome outcome = clients.atRate(server.port(), seconds, rate);
      table.add(server.name(), median, outcome.medianMicros());
      table.add(server.name(), slow, outcome.slowMicros());
      table.add(server.name(), FAILED, (double) outcome.failed());
    }
  }
}
