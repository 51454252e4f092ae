package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Contestant;
import dev.prefork.bench.load.ServerProgram;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests per second of a server in two workers, beside the same in one process, and in two that
 * share their port by SO_REUSEPORT and know nothing of Prefork. All are there at the same time and
 * take turns.
 */
final class ServerBenchmark implements Benchmark {
  private static final int SECONDS = 1; // wrk counts in whole ones

  /** JIT compilers have done most of what they do after ten seconds: five of each load. */
  private static final int WARM_UP = 5;

  private static final int ROUNDS = 3;

  /** Two JVMs with the same program differ more than two rounds of one. */
  private static final int STARTS = 5;

  private static final int OTHERS = 3;

  private static final Column REQUESTS = Column.of("requests", "1/s", 0).more();
  private static final Column SPREAD = Column.of("busiest : idlest", "", 2);
  private static final Column MICROS = Column.of("processor time", "µs", 1).less();
  private static final List<Column> CLOSING = List.of(REQUESTS, MICROS);
  private static final List<Column> STAY = List.of(REQUESTS, MICROS, SPREAD);

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public String about() {
    return "requests to servers in two workers, beside the same without Prefork";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    int contestants = plan.policies().size() + OTHERS;
    int rounds = plan.warmUp(WARM_UP) + rounds(plan);
    double once = 5 + contestants * rounds * 2 * SECONDS;
    return programs(plan).size() * starts(plan) * once;
  }

  private static int starts(Plan plan) {
    if (plan.options().starts() > 0) {
      return plan.options().starts();
    }
    return plan.isQuick() ? 1 : plan.rounds(STARTS);
  }

  /** A start counts once, however many rounds it had. */
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
      makeKeys(keys);
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

  /** The servers want some for a second port, which is not measured. */
  private static void makeKeys(Path file) throws IOException, InterruptedException {
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
      throw new IOException("keytool cannot make " + file);
    }
  }

  private static final class Run {
    private final Plan plan;
    private final Section section;
    private final ServerProgram program;
    private final Path wrk;
    private final Table stay;
    private final Table closing;

    Run(Plan plan, Section section, String name, ServerProgram program)
        throws IOException, InterruptedException {
      this.plan = plan;
      this.section = section;
      this.program = program;
      this.wrk = plan.tools().installed("wrk", "--version");
      this.stay =
          table(
              name,
              "-stay",
              "over connections that stay, of which the busiest process has so many for one of the"
                  + " idlest",
              STAY);
      this.closing = table(name, "-close", "a connection for each", CLOSING);
    }

    private Table table(String name, String kind, String how, List<Column> columns) {
      return section.table(
          "servers-" + name + kind,
          ("Requests to processes of %s, %s; medians of %d starts, each the median of %d rounds"
                  + " of %d s; processor time of all processes for each request")
              .formatted(name, how, starts(plan), rounds(plan), SECONDS),
          columns.toArray(Column[]::new));
    }

    void run() throws IOException, InterruptedException {
      for (int start = 1; start <= starts(plan); start++) {
        plan.progress().say("start " + start + " of " + starts(plan));
        once();
      }
    }

    /**
     * Adds a median of each contestant. What its compiler has made of a server stays with a JVM for
     * its life, so one start is one sample, however many rounds it had.
     */
    private void once() throws IOException, InterruptedException {
      List<Contestant> contestants = new ArrayList<>();
      Sample sampleStay = new Sample(false);
      Sample sampleClosing = new Sample(true);
      try {
        start(contestants);
        for (Contestant contestant : contestants) {
          contestant.awaitReady();
        }
        new Turns(plan.warmUp(WARM_UP), rounds(plan))
            .run(
                contestants,
                Contestant::name,
                plan,
                section,
                (contestant, counts) -> {
                  sampleStay.measure(contestant, counts);
                  sampleClosing.measure(contestant, counts);
                });
      } finally {
        contestants.forEach(Contestant::close);
      }
      sampleStay.addTo(stay, STAY, contestants);
      sampleClosing.addTo(closing, CLOSING, contestants);
    }

    private void start(List<Contestant> contestants) throws IOException, InterruptedException {
      String command = plan.tools().jar("cli") + ":" + plan.tools().jar("library");
      contestants.add(Contestant.alone(program));
      contestants.add(Contestant.single(program));
      for (SchedulingPolicy policy : plan.policies()) {
        contestants.add(Contestant.workers(policy, command, program));
      }
      section.attempt("Node rr", () -> contestants.add(Contestant.node(plan)));
    }

    /** The figures of one start. */
    private final class Sample {
      private final Table table = new Table("sample", "", STAY);
      private final boolean isClosing;

      Sample(boolean isClosing) {
        this.isClosing = isClosing;
      }

      void measure(Contestant contestant, boolean counts) throws IOException, InterruptedException {
        Contestant.Load load = contestant.load(wrk, isClosing, SECONDS);
        if (counts) {
          table.add(contestant.name(), REQUESTS, load.requestsPerSecond());
          table.add(contestant.name(), MICROS, load.processorMicros());
          table.add(contestant.name(), SPREAD, load.spread());
        }
      }

      void addTo(Table all, List<Column> columns, List<Contestant> contestants) {
        all.order(contestants.stream().map(Contestant::name).toList());
        for (Contestant contestant : contestants) {
          String name = contestant.name();
          for (Column column : columns) {
            all.add(name, column, table.figure(name, column));
          }
        }
      }
    }
  }
}
