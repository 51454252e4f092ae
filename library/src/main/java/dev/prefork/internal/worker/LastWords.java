package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.message.FinalCounts;
import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a worker's final connection counts to the primary before the worker ends. */
final class LastWords {
  private static final long MAX_MILLIS = 1000;

  private LastWords() {}

  /** Sends the counts and waits until they are written, for a second at most. */
  static void send(PrimaryChannel channel) {
    FinalCounts figures =
        new FinalCounts(
            OpenConnections.count(),
            OpenConnections.accepted(),
            OpenConnections.drained(),
            MoveCounts.report());
    try {
      channel.sendControl(figures.encode()).get(MAX_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the primary has ended or is unresponsive
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
