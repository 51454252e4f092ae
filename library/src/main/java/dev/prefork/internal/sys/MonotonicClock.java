package dev.prefork.internal.sys;

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
    Libc libc = new Libc();
    Struct time = libc.allocate(SIZE);
    int result = libc.clockGettime(CLOCK_MONOTONIC, time);
    ErrnoException.check(result, "clock_gettime", "CLOCK_MONOTONIC");
    long seconds = time.getLong(0);
    return seconds * 1_000_000 + time.getLong(NSEC) / 1000;
  }
}
