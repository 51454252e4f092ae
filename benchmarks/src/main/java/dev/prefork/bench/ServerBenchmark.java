package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.HttpServerCandidate;
import dev.prefork.bench.servers.ServerProgram;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests per second to a server in two workers, compared with the same server in one plain
 * process and in two that share their port by SO_REUSEPORT.
 */
final class ServerBenchmark implements Benchmark {
  private static final int SECONDS = 1; // wrk accepts whole seconds only

  /** JIT compilers have done most of their work after ten seconds: five of each load. */
  private static final int WARM_UP = 5;

  private static final int ROUNDS = 3;

  /** Two JVMs with the same program differ more than two rounds of one JVM. */
  private static final int STARTS = 5;

  private static final int OTHERS = 3;

  private static final Column REQUESTS = Column.of("requests", "1/s", 0).more();
  private static final Column SPREAD = Column.of("busiest : idlest", "", 2);
  private static final Column MICROS = Column.of("processor time", "µs", 1).less();
  private static final List<Column> NEW_CONNECTION_COLUMNS = List.of(REQUESTS, MICROS);
  private static final List<Column> KEEP_ALIVE_COLUMNS = List.of(REQUESTS, MICROS, SPREAD);

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public String about() {
    return "requests to servers in two workers, compared with the same servers without Prefork";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int candidates = plan.policies().size() + OTHERS;
    int rounds = plan.warmUp(WARM_UP) + rounds(plan);
    double once = 5 + candidates * rounds * 2 * SECONDS;
    return programs(plan).size() * starts(plan) * once;
  }

  private static int starts(Plan plan) {
    if (plan.options().starts() > 0) {
      return plan.options().starts();
    }
    return plan.isQuick() ? 1 : plan.rounds(STARTS);
  }

  /** Several rounds of a start count as one sample. */
  private static int rounds(Plan plan) {
    return plan.isQuick() ? 1 : ROUNDS;
  }

  private static List<String> programs(Plan plan) {
    List<String> wanted = plan.options().servers();
    return plan.isQuick() ? wanted.subList(0, 1) : wanted;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Path keys = Files.createTempDirectory("prefork-bench").resolve("keys.p12");
    try {
      writeKeyStore(keys);
      for (String name : programs(plan)) {
        Path jar = plan.tools().jar("servers/" + name);
        new Run(plan, section, name, new ServerProgram(jar, kind(name), keys)).run();
      }
    } finally {
      Files.deleteIfExists(keys);
      Files.delete(keys.getParent());
    }
  }

  private static String kind(String server) {
    return switch (server) {
      case "jdk" -> "http";
      case "netty" -> "nio";
      default -> "HTTP/1.1";
    };
  }

  /** Writes the key store that the servers require for a second port, which is not measured. */
  private static void writeKeyStore(Path file) throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> words =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-storepass",
            "changeit",
            "-keystore",
            file.toString());
    if (new ProcessBuilder(words).start().waitFor() != 0) {
      throw new IOException("keytool cannot write " + file);
    }
  }

  private static final class Run {
    private final Plan plan;
    private final Section section;
    private final ServerProgram program;
    private final Path wrk;
    private final Table keepAlive;
    private final Table newConnection;

    Run(Plan plan, Section section, String name, ServerProgram program)
        throws IOException, InterruptedException {
      this.plan = plan;
      this.section = section;
      this.program = program;
      this.wrk = plan.tools().path("wrk");
      this.keepAlive =
          table(
              name,
              "-keep-alive",
              "keep-alive connections, with the ratio of connections of the busiest and the idlest"
                  + " process",
              KEEP_ALIVE_COLUMNS);
      this.newConnection =
          table(name, "-new-connection", "new connection per request", NEW_CONNECTION_COLUMNS);
    }

    private Table table(String name, String kind, String how, List<Column> columns) {
      return section.table(
          "servers-" + name + kind,
          ("Requests to processes of %s, %s; medians of %d starts, each the median of %d rounds"
                  + " of %d s; processor time of all processes per request")
              .formatted(name, how, starts(plan), rounds(plan), SECONDS),
          columns.toArray(Column[]::new));
    }

    void run() throws IOException, InterruptedException {
      for (int start = 1; start <= starts(plan); start++) {
        plan.progress().print("start " + start + " of " + starts(plan));
        once();
      }
    }

    /**
     * Adds a median of each candidate. A JVM keeps the code that it has compiled until it exits, so
     * one start is one sample, whatever the number of rounds.
     */
    private void once() throws IOException, InterruptedException {
      List<HttpServerCandidate> candidates = new ArrayList<>();
      Sample keepAliveSample = new Sample(false);
      Sample newConnectionSample = new Sample(true);
      try {
        start(candidates);
        for (HttpServerCandidate candidate : candidates) {
          candidate.awaitReady();
        }
        new InterleavedRounds(plan.warmUp(WARM_UP), rounds(plan))
            .run(
                candidates,
                HttpServerCandidate::name,
                plan,
                section,
                (candidate, counts) -> {
                  keepAliveSample.measure(candidate, counts);
                  newConnectionSample.measure(candidate, counts);
                });
      } finally {
        candidates.forEach(HttpServerCandidate::close);
      }
      keepAliveSample.addTo(keepAlive, KEEP_ALIVE_COLUMNS, candidates);
      newConnectionSample.addTo(newConnection, NEW_CONNECTION_COLUMNS, candidates);
    }

    private void start(List<HttpServerCandidate> candidates)
        throws IOException, InterruptedException {
      candidates.add(HttpServerCandidate.plain(plan, program));
      candidates.add(HttpServerCandidate.single(plan, program));
      for (SchedulingPolicy policy : plan.policies()) {
        candidates.add(HttpServerCandidate.workers(plan, policy, program));
      }
      section.attempt("Node rr", () -> candidates.add(HttpServerCandidate.node(plan)));
    }

    /** The figures of one start. */
    private final class Sample {
      private final Table table = new Table("sample", "", KEEP_ALIVE_COLUMNS);
      private final boolean newConnections;

      Sample(boolean newConnections) {
        this.newConnections = newConnections;
      }

      void measure(HttpServerCandidate candidate, boolean counts)
          throws IOException, InterruptedException {
        HttpServerCandidate.Load load = candidate.load(wrk, newConnections, SECONDS);
        if (counts) {
          table.add(candidate.name(), REQUESTS, load.requestsPerSecond());
          table.add(candidate.name(), MICROS, load.processorMicros());
          table.add(candidate.name(), SPREAD, load.spread());
        }
      }

      void addTo(Table all, List<Column> columns, List<HttpServerCandidate> candidates) {
        all.order(candidates.stream().map(HttpServerCandidate::name).toList());
        for (HttpServerCandidate candidate : candidates) {
          String name = candidate.name();
          for (Column column : columns) {
            all.add(name, column, table.figure(name, column));
          }
        }
      }
    }
  }
}
