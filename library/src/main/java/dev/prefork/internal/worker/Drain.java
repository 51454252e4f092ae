package dev.prefork.internal.worker;

import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.listen.OpenServers;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The end of a worker's part in its ports, once the primary gives it nothing more. */
final class Drain {
  private static final long LOOK_MILLIS = 10;

  private Drain() {}

  /**
   * Waits until the connections that the worker was given have ended, and closes its server sockets
   * then.
   *
   * @param stopping whether the application stops by itself, and closes what it has to close
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

  /** An adopted channel has no hook for its closing: it has to be asked. */
  private static boolean sleep() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
