package dev.prefork.internal.concurrent;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the rate of warnings that another process can trigger. Logs the first warnings of each
 * period and counts the rest. Thread-safe.
 */
public final class RateLimitedLog {
  /** The number of warnings per period. */
  static final int MAX_LINES = 20;

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final System.Logger logger;
  private final LongSupplier clock;
  private long periodStart;
  private int count;

  /** Uses the library's logger. */
  public RateLimitedLog() {
    this(System.getLogger("dev.prefork"), System::nanoTime);
  }

  RateLimitedLog(System.Logger logger, LongSupplier clock) {
    this.logger = logger;
    this.clock = clock;
    this.periodStart = clock.getAsLong();
  }

  /** Logs a warning, unless the limit of the current period is reached. */
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
