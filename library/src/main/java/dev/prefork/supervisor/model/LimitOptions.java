package dev.prefork.supervisor.model;

import dev.prefork.model.Range;
import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * What a worker may use before it is replaced: a new one is started first, one worker at a time.
 * Zero is no limit.
 *
 * @param rss bytes of memory, as the operating system counts them
 * @param heap bytes of the heap that a garbage collection has left
 * @param age since it began to serve; each worker's varies by a tenth
 * @param connections how many it has accepted; each worker's varies by a tenth
 */
public record LimitOptions(long rss, long heap, Duration age, long connections) {
  /** Refuses numbers that are out of {@link Bounds}. */
  public LimitOptions {
    long _ = Range.BYTES.check("rss", rss);
    long _ = Range.BYTES.check("heap", heap);
    Duration _ = TimeRange.ANY.check("age", age);
    long _ = Bounds.CONNECTIONS.check("connections", connections);
  }

  /** No limits. */
  public static final LimitOptions NONE = new LimitOptions(0, 0, Duration.ZERO, 0);
}
