package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.message.LastFigures;
import dev.prefork.internal.nio.connections.OpenConnections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells the primary what a worker has had that ends in order: nobody could ask it afterwards. */
final class LastWords {
  private static final long MAX_MILLIS = 1000;

  private LastWords() {}

  /** Returns when it is told, or cannot be. */
  static void print(PrimaryChannel channel) {
    LastFigures figures =
        new LastFigures(
            OpenConnections.count(), OpenConnections.accepted(), OpenConnections.drained());
    try {
      channel.sendControl(figures.encode()).get(MAX_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the primary is gone, or hangs
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
