package dev.prefork.internal.supervisor.health;

import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.WorkerStatus;

/** Checks whether a worker has exceeded a limit and has to be replaced. */
public final class LimitCheck {
  private static final long MEGABYTE = 1 << 20;

  /** The golden ratio spreads consecutive worker numbers evenly. */
  private static final double SPREAD = 0.618_033_988_75;

  private LimitCheck() {}

  /**
   * Returns which limit a worker exceeds; empty if none.
   *
   * @param served for how long the worker has served, in ms
   * @param worker the worker's number, which determines how its limits vary
   */
  public static String of(
      LimitOptions limits, WorkerStatus.Figures figures, long served, int worker) {
    if (isOver(figures.rss(), limits.rss())) {
      return bytes("memory of %d MB exceeds limit of %d MB", figures.rss(), limits.rss());
    }
    if (isOver(figures.heapAfterGc(), limits.heap())) {
      return bytes(
          "heap of %d MB after garbage collection exceeds limit of %d MB",
          figures.heapAfterGc(), limits.heap());
    }
    if (isOver(served, varied(limits.age().toMillis(), worker))) {
      return "served for %d s".formatted(served / 1000);
    }
    if (isOver(figures.accepted(), varied(limits.connections(), worker))) {
      return "accepted %d connections".formatted(figures.accepted());
    }
    return "";
  }

  private static boolean isOver(long value, long limit) {
    return limit > 0 && value > limit;
  }

  private static String bytes(String format, long value, long limit) {
    return format.formatted(value / MEGABYTE, limit / MEGABYTE);
  }

  /** Varies by a tenth, so that workers that started together are not replaced together. */
  static long varied(long limit, int worker) {
    double fraction = worker * SPREAD - Math.floor(worker * SPREAD);
    return Math.round(limit * (0.9 + fraction / 5));
  }
}
