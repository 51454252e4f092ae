package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.listen.OpenServers;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Drains a worker after the primary has stopped giving it connections. */
final class Drain {
  private static final long POLL_MILLIS = 10;

  private Drain() {}

  /**
   * Waits until the worker's connections have ended, for the grace period at most, and then closes
   * its server sockets.
   *
   * @param stopping whether the application stops, and closes its server sockets itself
   */
  static void run(long graceMillis, BooleanSupplier stopping) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    OpenConnections.quiesceShared();
    while (!isOver(stopping)) {
      if (System.nanoTime() - deadline >= 0 || !sleep()) {
        closeAll(stopping);
        return;
      }
    }
  }

  private static boolean isOver(BooleanSupplier stopping) {
    return stopping.getAsBoolean() ? !OpenConnections.any() : OpenServers.closeIfIdle();
  }

  private static void closeAll(BooleanSupplier stopping) {
    if (!stopping.getAsBoolean()) {
      OpenServers.closeAll();
    }
  }

  /** Polls, because an adopted channel has no hook for its closing. */
  private static boolean sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
