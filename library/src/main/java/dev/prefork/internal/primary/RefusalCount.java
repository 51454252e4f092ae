package dev.prefork.internal.primary;

import java.util.concurrent.TimeUnit;

/** How often a worker has been refused a port lately. */
final class RefusalCount {
  /** More ports than a program tries that looks for a free one, in less time than it takes. */
  private static final int MOST = 1000;

  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long since;
  private int count;

  /** Counts one more; true if that is too many. */
  boolean isTooMany(long now) {
    if (count == 0 || now - since > LATELY_NANOS) {
      since = now;
      count = 0;
    }
    return ++count > MOST;
  }
}
