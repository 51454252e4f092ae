package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Machine;
import dev.prefork.bench.frame.Options;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Progress;
import dev.prefork.bench.frame.Tools;
import dev.prefork.bench.report.Markdown;
import dev.prefork.bench.report.Plot;
import dev.prefork.bench.report.Results;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks, and writes down what they find. */
final class Benchmarks {
  /** All of them, in the order in which they run. */
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
          new ReloadBenchmark());

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
   * Runs what the command line says.
   *
   * @param args the root of the project, and the user's words
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
    System.exit(code); // a primary may be left
  }

  private void run() throws IOException, InterruptedException {
    files.clear();
    Machine.describe(results);
    if (plan.isQuick()) {
      results.fact("measured with --quick", "so that everything works, and no figure counts");
    }
    plan.progress().expect(chosen.stream().mapToDouble(each -> each.expectedSeconds(plan)).sum());
    for (int i = 0; i < chosen.size(); i++) {
      Benchmark benchmark = chosen.get(i);
      plan.progress()
          .benchmark(benchmark.name(), i + 1, chosen.size(), benchmark.expectedSeconds(plan));
      Section section = new Section(benchmark.name());
      results.add(section);
      long begun = System.nanoTime();
      section.attempt("the rest of it", () -> benchmark.run(plan, section));
      long seconds = (System.nanoTime() - begun) / 1_000_000_000;
      results.fact(benchmark.name() + " took", seconds + " s");
      plan.tools().versions().forEach(results::fact);
      files.write(results);
      section.tables().stream().filter(Plot::isWorth).forEach(this::show);
    }
    System.out.print(Markdown.of(results));
    plan.progress().say("written to " + files.directory());
  }

  private void show(Table table) {
    plan.progress().say(Plot.text(table));
  }

  private static String help() {
    StringBuilder text =
        new StringBuilder(
            """
            usage: benchmarks/run [NAME...] [OPTION...]

            Measures Prefork beside others on this machine, which should have nothing else to do. The results are
            written to standard output as Markdown, and to benchmarks/target/results with every figure and plots.

            """);
    ALL.forEach(each -> text.append("  %-14s %s%n".formatted(each.name(), each.about())));
    return text.append(
            """

            --quick        two minutes for all: only to see that everything works
            --rounds N     how many rounds count; otherwise at least five, as each needs
            --starts N     how often "servers" starts all of them
            --server NAME  only one of "servers": jdk, netty or tomcat

            benchmarks/run jmh measures single pieces with JMH, whose own arguments may follow.
            """)
        .toString();
  }
}
