package dev.prefork.internal.supervisor.health;

import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.WorkerStatus;

/** Whether a worker has used so much that another is to take its place. */
public final class LimitCheck {
  private static final long MEGABYTE = 1 << 20;

  /** Spreads the numbers of workers evenly, whatever they are: the golden section. */
  private static final double SPREAD = 0.618_033_988_75;

  private LimitCheck() {}

  /**
   * Returns which limit it is over, as a clause; or nothing.
   *
   * @param served for how many milliseconds
   * @param worker its number, which decides by how much its limits vary
   */
  public static String of(
      LimitOptions limits, WorkerStatus.Figures figures, long served, int worker) {
    if (isOver(figures.rss(), limits.rss())) {
      return bytes("it uses %d MB of memory, the limit is %d MB", figures.rss(), limits.rss());
    }
    if (isOver(figures.heapAfterGc(), limits.heap())) {
      return bytes(
          "a collection has left %d MB in its heap, the limit is %d MB",
          figures.heapAfterGc(), limits.heap());
    }
    if (isOver(served, varied(limits.age().toMillis(), worker))) {
      return "it has served for %d s".formatted(served / 1000);
    }
    if (isOver(figures.accepted(), varied(limits.connections(), worker))) {
      return "it has accepted %d connections".formatted(figures.accepted());
    }
    return "";
  }

  private static boolean isOver(long value, long limit) {
    return limit > 0 && value > limit;
  }

  private static String bytes(String format, long value, long limit) {
    return format.formatted(value / MEGABYTE, limit / MEGABYTE);
  }

  /** A tenth more or less, so that workers that came together do not go together. */
  static long varied(long limit, int worker) {
    double fraction = worker * SPREAD - Math.floor(worker * SPREAD);
    return Math.round(limit * (0.9 + fraction / 5));
  }
}
