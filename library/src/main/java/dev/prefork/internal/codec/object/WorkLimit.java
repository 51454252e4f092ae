package dev.prefork.internal.codec.object;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.KernelClock;
import java.util.concurrent.TimeUnit;

/**
 * Limits the processor time that a thread spends on one message. Elapsed time would also count a
 * stopped process or a busy machine. Reading processor time takes a system call, so it is read only
 * each time that the limit has elapsed; processor time counts from the first reading. Not
 * thread-safe.
 */
final class WorkLimit {
  private static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Ten times what an ordinary machine takes. */
  private static final long NANOS_PER_BYTE = 500;

  private final long limit;
  private long start = System.nanoTime();
  private long cpuStart = -1;

  /** Starts to measure, for a message of this many bytes. */
  WorkLimit(int bytes) {
    limit = MIN_NANOS + bytes * NANOS_PER_BYTE;
  }

  /** Returns true if the limit is exceeded. Must be called frequently. */
  boolean isExceeded() {
    if (System.nanoTime() - start <= limit) {
      return false;
    }
    try {
      start = System.nanoTime();
      long now = KernelClock.threadNanos();
      if (cpuStart < 0) {
        cpuStart = now;
      }
      return now - cpuStart > limit / 2;
    } catch (ErrnoException e) {
      return true;
    }
  }
}
