package dev.prefork.supervisor.model;

import dev.prefork.model.Range;
import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * Limits at which a healthy worker is replaced. The replacement serves before the worker is
 * stopped, and workers are replaced one at a time. Zero is no limit.
 *
 * @param rss resident memory of the process, in bytes
 * @param heap bytes of the heap in use after a garbage collection
 * @param age the time since the worker became ready; varies among workers by up to a tenth
 * @param connections the number of accepted connections; varies among workers by up to a tenth
 */
public record LimitOptions(long rss, long heap, Duration age, long connections) {
  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is out of {@link Bounds}
   */
  public LimitOptions {
    long _ = Range.BYTES.check("rss", rss);
    long _ = Range.BYTES.check("heap", heap);
    Duration _ = TimeRange.ANY.check("age", age);
    long _ = Bounds.CONNECTIONS.check("connections", connections);
  }

  /** No limits. */
  public static final LimitOptions NONE = new LimitOptions(0, 0, Duration.ZERO, 0);
}
