package dev.prefork.bench.frame;

import dev.prefork.model.SchedulingPolicy;
import java.nio.file.Path;
import java.util.List;

/**
 * How long and how often is measured, and with what.
 *
 * @param options as they were given
 * @param root of the project's sources
 * @param tools what others have made
 * @param progress what is going on
 */
public record Plan(Options options, Path root, Tools tools, Progress progress) {
  private static final int QUICK_ROUNDS = 1;
  private static final double QUICK_SECONDS = 0.25;

  /** Whether it is only to be seen that everything works. */
  public boolean isQuick() {
    return options.quick();
  }

  /** How many rounds count. */
  public int rounds(int usual) {
    if (options.rounds() > 0) {
      return options.rounds();
    }
    return isQuick() ? Math.min(QUICK_ROUNDS, usual) : usual;
  }

  /** How many rounds do not count. */
  public int warmUp(int usual) {
    return isQuick() ? 0 : usual;
  }

  /** How many seconds one figure takes. */
  public double seconds(double usual) {
    return isQuick() ? Math.min(QUICK_SECONDS, usual) : usual;
  }

  /** Numbers of workers or of ports: all, or the first and one in the middle. */
  public List<Integer> counts(List<Integer> usual) {
    return isQuick() ? List.of(usual.getFirst(), usual.get(usual.size() / 2)) : usual;
  }

  /** The policies that are measured. */
  public List<SchedulingPolicy> policies() {
    return isQuick()
        ? List.of(SchedulingPolicy.ROUND_ROBIN, SchedulingPolicy.KERNEL)
        : List.of(SchedulingPolicy.values());
  }

  /** A program of another language. */
  public Path source(String language, String file) {
    return root.resolve("benchmarks/src/main").resolve(language).resolve(file);
  }
}
