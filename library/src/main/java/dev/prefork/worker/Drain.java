package dev.prefork.worker;

import dev.prefork.nio.OpenConnections;
import java.util.concurrent.TimeUnit;

/** Waits until the connections that a worker was given have ended. */
final class Drain {
  private static final long LOOK_MILLIS = 10;

  private Drain() {}

  static void awaitConnections(long graceMillis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    OpenConnections.quiesceShared();
    while (OpenConnections.any() && System.nanoTime() - deadline < 0) {
      try {
        Thread.sleep(
            LOOK_MILLIS); // an adopted channel has no hook for its closing: it has to be asked
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
