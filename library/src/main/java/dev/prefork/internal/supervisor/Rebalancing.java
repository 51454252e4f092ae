package dev.prefork.internal.supervisor;

import dev.prefork.Cluster;
import dev.prefork.internal.supervisor.plan.Stage;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * Spreads established connections again after a worker has begun to serve. Confined to the
 * supervisor's thread.
 */
final class Rebalancing {
  /**
   * How long after a worker has begun to serve connections still move to it. A connection moves at
   * a boundary between two requests, so not all move at once.
   */
  private static final long WINDOW_MILLIS = 10_000;

  private final boolean enabled;

  Rebalancing(boolean enabled) {
    this.enabled = enabled;
  }

  /** Moves connections if a worker is new; called twice a second. */
  void review(Collection<SupervisedWorker> workers, long now) {
    if (enabled && workers.stream().anyMatch(worker -> isNew(worker, now))) {
      CompletableFuture<Integer> _ = Cluster.rebalance();
    }
  }

  private static boolean isNew(SupervisedWorker worker, long now) {
    return worker.stage() == Stage.SERVING && worker.servedFor(now) < WINDOW_MILLIS;
  }
}
