package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.message.FinalCounts;
import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.move.Mover;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a worker's final connection counts to the primary before the worker ends. */
final class LastWords {
  private static final long MAX_MILLIS = 1000;

  private LastWords() {}

  /** Sends the counts and waits until they are written, for a second at most. */
  static void send(PrimaryChannel channel) {
    try {
      Mover.countRest().completeOnTimeout(null, MAX_MILLIS, TimeUnit.MILLISECONDS).get();
      channel.sendControl(counts().encode()).get(MAX_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the primary has ended or is unresponsive
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FinalCounts counts() {
    return new FinalCounts(
        OpenConnections.count(),
        OpenConnections.accepted(),
        OpenConnections.drained(),
        MoveCounts.report());
  }
}
