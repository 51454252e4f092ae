package dev.prefork.internal.primary;

import java.util.concurrent.TimeUnit;

/** Counts how often a worker was refused a port recently. */
final class RefusalCount {
  /** More ports than a program tries when it searches for a free one within the time window. */
  private static final int MAX_REFUSALS = 1000;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long since;
  private int count;

  /** Counts a refusal and returns true if the worker has exceeded the limit. */
  boolean isTooMany(long now) {
    if (count == 0 || now - since > WINDOW_NANOS) {
      since = now;
      count = 0;
    }
    return ++count > MAX_REFUSALS;
  }
}
