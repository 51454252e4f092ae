package dev.prefork.internal.sys;

/** How long the processor has worked for the calling thread: it stands still while others run. */
public final class ThreadClock {
  private static final int CLOCK_THREAD_CPUTIME_ID = 3;

  // struct timespec { time_t tv_sec; long tv_nsec; }
  private static final int NSEC = 8;
  private static final int SIZE = 16;

  private ThreadClock() {}

  /** Nanoseconds. */
  public static long nanos() throws ErrnoException {
    Libc libc = new Libc();
    Struct time = libc.allocate(SIZE);
    int result = libc.clockGettime(CLOCK_THREAD_CPUTIME_ID, time);
    ErrnoException.check(result, "clock_gettime", "CLOCK_THREAD_CPUTIME_ID");
    return time.getLong(0) * 1_000_000_000 + time.getLong(NSEC);
  }
}
