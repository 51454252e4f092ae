package dev.prefork.internal.codec.object;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.ThreadClock;
import java.util.concurrent.TimeUnit;

/**
 * How long a thread may be at work on one message. Processor time counts: a process that was
 * stopped, or a machine that is busy, is nobody's fault. It is asked for when the time by the clock
 * is over only, since it takes a system call. Belongs to one thread.
 */
final class WorkLimit {
  private static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A tenth of what an ordinary machine reads. */
  private static final long NANOS_PER_BYTE = 500;

  private final long limit;
  private long start = System.nanoTime();
  private long cpuNanos = -1;

  /** Begins now. */
  WorkLimit(int bytes) {
    limit = MIN_NANOS + bytes * NANOS_PER_BYTE;
  }

  /** To be asked often. */
  boolean isExceeded() {
    if (System.nanoTime() - start <= limit) {
      return false;
    }
    try {
      start = System.nanoTime();
      long before = cpuNanos;
      cpuNanos = ThreadClock.nanos();
      return before >= 0 && cpuNanos - before > limit / 2;
    } catch (ErrnoException e) {
      return true;
    }
  }
}
