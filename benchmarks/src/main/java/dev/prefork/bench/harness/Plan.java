package dev.prefork.bench.harness;

import dev.prefork.model.SchedulingPolicy;
import java.nio.file.Path;
import java.util.List;

/**
 * Says how long and how often the benchmarks measure, and which programs they use.
 *
 * @param options the options of the command line
 * @param root the root of the project's sources
 * @param tools the programs to use
 * @param progress the display of the progress
 */
public record Plan(Options options, Path root, Tools tools, Progress progress) {
  private static final int QUICK_ROUNDS = 1;
  private static final double QUICK_SECONDS = 0.25;

  /** {@return whether to check only that the benchmarks work} */
  public boolean isQuick() {
    return options.quick();
  }

  /** {@return how many rounds count} */
  public int rounds(int usual) {
    if (options.rounds() > 0) {
      return options.rounds();
    }
    return isQuick() ? Math.min(QUICK_ROUNDS, usual) : usual;
  }

  /** {@return how many rounds run first and do not count} */
  public int warmUp(int usual) {
    return isQuick() ? 0 : usual;
  }

  /** {@return how many seconds one measurement takes} */
  public double seconds(double usual) {
    return isQuick() ? Math.min(QUICK_SECONDS, usual) : usual;
  }

  /** {@return the numbers of workers or ports to measure: all, or with --quick two of them} */
  public List<Integer> counts(List<Integer> usual) {
    return isQuick() ? List.of(usual.getFirst(), usual.get(usual.size() / 2)) : usual;
  }

  /** {@return the policies to measure} */
  public List<SchedulingPolicy> policies() {
    return isQuick()
        ? List.of(SchedulingPolicy.ROUND_ROBIN, SchedulingPolicy.KERNEL)
        : List.of(SchedulingPolicy.values());
  }

  /** {@return the path of a program in another language than Java} */
  public Path source(String language, String file) {
    return root.resolve("benchmarks/src/main").resolve(language).resolve(file);
  }
}
