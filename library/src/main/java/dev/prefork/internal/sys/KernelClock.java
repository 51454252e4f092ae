package dev.prefork.internal.sys;

/** Reads clocks of the kernel that the JDK does not offer. */
public final class KernelClock {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_THREAD_CPUTIME_ID = 3;

  // struct timespec { time_t tv_sec; long tv_nsec; }
  private static final int NSEC = 8;
  private static final int SIZE = 16;

  private KernelClock() {}

  /**
   * Returns the monotonic time in µs, which other processes can compare, unlike System.nanoTime.
   */
  public static long monotonicMicros() throws ErrnoException {
    return nanos(CLOCK_MONOTONIC) / 1000;
  }

  /** Returns the processor time of the calling thread in ns. */
  public static long threadNanos() throws ErrnoException {
    return nanos(CLOCK_THREAD_CPUTIME_ID);
  }

  private static long nanos(int clock) throws ErrnoException {
    Libc libc = new Libc();
    Struct time = libc.allocate(SIZE);
    ErrnoException.check(libc.clockGettime(clock, time), "clock_gettime", "clock " + clock);
    return time.getLong(0) * 1_000_000_000 + time.getLong(NSEC);
  }
}
