package dev.prefork.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel's clock that never goes back, as other processes read it, too. System.nanoTime may
 * count from anywhere.
 */
public final class MonotonicClock {
  private static final int CLOCK_MONOTONIC = 1;

  // struct timespec { time_t tv_sec; long tv_nsec; }
  private static final int NSEC = 8;
  private static final int SIZE = 16;

  private MonotonicClock() {}

  /** Microseconds. */
  public static long micros() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(SIZE, Long.BYTES);
      int result = new Libc(arena).clockGettime(CLOCK_MONOTONIC, time);
      ErrnoException.check(result, "clock_gettime", "CLOCK_MONOTONIC");
      long seconds = time.get(ValueLayout.JAVA_LONG, 0);
      return seconds * 1_000_000 + time.get(ValueLayout.JAVA_LONG, NSEC) / 1000;
    }
  }
}
