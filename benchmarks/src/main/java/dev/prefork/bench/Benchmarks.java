package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.Machine;
import dev.prefork.bench.harness.Options;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.harness.Progress;
import dev.prefork.bench.harness.Tools;
import dev.prefork.bench.report.Markdown;
import dev.prefork.bench.report.Results;
import dev.prefork.bench.report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks, and writes their results. */
final class Benchmarks {
  /** All benchmarks, in the order of a run. */
  private static final List<Benchmark> ALL =
      List.of(
          new ConnectionBenchmark(),
          new ServerBenchmark(),
          new MessageBenchmark(),
          new StartBenchmark(),
          new MemoryBenchmark(),
          new FairnessBenchmark(),
          new SlowWorkerBenchmark(),
          new LongLivedBenchmark(),
          new GrowthBenchmark(),
          new ReloadBenchmark(),
          new KeepAliveBenchmark(),
          new AotCacheBenchmark());

  private final List<Benchmark> chosen;
  private final Plan plan;
  private final Results results = new Results();
  private final ResultFiles files;

  private Benchmarks(Options options, Path root) {
    Tools tools = new Tools(root);
    boolean terminal = Boolean.getBoolean("prefork.bench.terminal");
    plan = new Plan(options, root, tools, new Progress(System.err, terminal));
    files = new ResultFiles(root.resolve("benchmarks/target/results"));
    chosen =
        ALL.stream()
            .filter(each -> options.names().isEmpty() || options.names().contains(each.name()))
            .toList();
  }

  /**
   * Runs the benchmarks that the command line names.
   *
   * @param args the root of the project, and the arguments of the user
   */
  public static void main(String[] args) {
    int code = 1;
    try {
      String[] words = List.of(args).subList(1, args.length).toArray(String[]::new);
      if (List.of(words).contains("--help")) {
        System.out.print(help());
      } else {
        Options options = Options.of(words, ALL.stream().map(Benchmark::name).toList());
        new Benchmarks(options, Path.of(args[0])).run();
      }
      code = 0;
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks/run: " + e.getMessage() + "; see benchmarks/run --help");
      code = 2;
    } catch (IOException | InterruptedException e) {
      System.err.println("benchmarks/run: " + e.getMessage());
    }
    System.exit(code); // a primary may still run
  }

  private void run() throws IOException, InterruptedException {
    files.clear();
    Machine.describe(results);
    if (plan.isQuick()) {
      results.fact("measured with --quick", "the figures do not count");
    }
    plan.progress().expect(chosen.stream().mapToDouble(each -> each.expectedSeconds(plan)).sum());
    for (int i = 0; i < chosen.size(); i++) {
      Benchmark benchmark = chosen.get(i);
      plan.progress()
          .benchmark(benchmark.name(), i + 1, chosen.size(), benchmark.expectedSeconds(plan));
      Section section = new Section(benchmark.name());
      results.add(section);
      long start = System.nanoTime();
      section.attempt("the rest of the benchmark", () -> benchmark.run(plan, section));
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      results.fact(benchmark.name() + " took", seconds + " s");
      plan.tools().versions().forEach(results::fact);
      section.attempt("charts", () -> files.writeCharts(section));
      files.write(results);
      plan.progress().print(Markdown.section(section));
    }
    System.out.print(Markdown.of(results));
    plan.progress().print("results: " + files.directory());
  }

  private static String help() {
    StringBuilder text =
        new StringBuilder(
            """
            usage: benchmarks/run [NAME...] [OPTION...]

            Compares Prefork with other servers on this machine, which should be idle. Writes the results as
            Markdown to standard output. Writes them with the figure of every round (JSON) and with charts
            (PNG) to benchmarks/target/results.

            Benchmarks, which all run by default:

            """);
    ALL.forEach(each -> text.append("  %-14s %s%n".formatted(each.name(), each.about())));
    return text.append(
            """

            Options:
              --quick        check that the benchmarks work: two minutes for all of them
              --rounds N     number of rounds that count (default: 5 or more, depending on the benchmark)
              --starts N     number of times that the benchmark "servers" starts each server (default: 5)
              --server NAME  measure only one server in the benchmark "servers": jdk, netty or tomcat

            benchmarks/run jmh [JMH OPTION...]
              Runs microbenchmarks with JMH.
            """)
        .toString();
  }
}
