package dev.prefork.internal.concurrent;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Warnings that another process can cause as often as it likes: some of each period are logged, and
 * of the others how many there were. Safe for use by any number of threads.
 */
public final class SeldomLog {
  /** Of a period. */
  static final int MOST = 20;

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final System.Logger logger;
  private final LongSupplier clock;
  private long begun;
  private int lines;

  /** For the library's logger. */
  public SeldomLog() {
    this(System.getLogger("dev.prefork"), System::nanoTime);
  }

  SeldomLog(System.Logger logger, LongSupplier clock) {
    this.logger = logger;
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  /** Logs a warning, if there were not many just before. */
  public synchronized void warn(String line) {
    long now = clock.getAsLong();
    if (now - begun >= PERIOD_NANOS) {
      logOmitted();
      begun = now;
      lines = 0;
    }
    if (++lines <= MOST) {
      logger.log(Level.WARNING, line);
    }
  }

  private void logOmitted() {
    if (lines > MOST) {
      logger.log(Level.WARNING, (lines - MOST) + " similar warnings were not logged");
    }
  }
}
