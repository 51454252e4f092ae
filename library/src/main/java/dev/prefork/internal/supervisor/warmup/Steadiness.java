package dev.prefork.internal.supervisor.warmup;

import java.util.List;

/** Decides when requests have stopped to become faster. */
final class Steadiness {
  /** A JVM that still compiles what the requests use makes them faster than that. */
  private static final double MIN_GAIN = 0.05;

  /** The windows that must not be faster than all before. A single one may be slow by chance. */
  private static final int WINDOWS = 2;

  private Steadiness() {}

  /**
   * Returns whether neither of the last two windows is more than 5 % faster than the fastest one
   * before them.
   *
   * @param means the mean time of a round of requests in each window so far
   */
  static boolean isSteady(List<Double> means) {
    int before = means.size() - WINDOWS;
    if (before < 1) {
      return false;
    }
    double best = fastest(means.subList(0, before));
    return fastest(means.subList(before, means.size())) >= best * (1 - MIN_GAIN);
  }

  private static double fastest(List<Double> means) {
    return means.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
