package dev.prefork.internal.concurrent;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Warnings that another process can cause as often as it likes: some of each period are logged, and
 * of the others how many there were. Safe for use by any number of threads.
 */
public final class RateLimitedLog {
  /** Of a period. */
  static final int MAX_LINES = 20;

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final System.Logger logger;
  private final LongSupplier clock;
  private long periodStart;
  private int count;

  /** For the library's logger. */
  public RateLimitedLog() {
    this(System.getLogger("dev.prefork"), System::nanoTime);
  }

  RateLimitedLog(System.Logger logger, LongSupplier clock) {
    this.logger = logger;
    this.clock = clock;
    this.periodStart = clock.getAsLong();
  }

  /** Logs a warning, if there were not many just before. */
  public synchronized void warn(String line) {
    long now = clock.getAsLong();
    if (now - periodStart >= PERIOD_NANOS) {
      logOmitted();
      periodStart = now;
      count = 0;
    }
    if (++count <= MAX_LINES) {
      logger.log(Level.WARNING, line);
    }
  }

  private void logOmitted() {
    if (count > MAX_LINES) {
      logger.log(Level.WARNING, (count - MAX_LINES) + " similar warnings were not logged");
    }
  }
}
