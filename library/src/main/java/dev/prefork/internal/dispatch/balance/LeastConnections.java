package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.function.Predicate;

/**
 * Chooses the worker with the fewest connections; among equals, the one that has been free for
 * longest.
 */
public final class LeastConnections extends QueueingBalancer {
  /**
   * A new worker has the fewest connections, so it gets a whole burst and needs some milliseconds
   * to take it. After this time other workers are chosen: latency matters more than balance.
   */
  public static final long TIMEOUT_NANOS = 20_000_000;

  /** Keeps workers in the order in which they became free. */
  @Override
  public void onFree(HandoffQueue queue) {
    leave(queue);
    join(queue);
  }

  @Override
  boolean isTooSlow(HandoffQueue worker) {
    return worker.longestWait() > TIMEOUT_NANOS;
  }

  @Override
  HandoffQueue choose(Connection connection, Predicate<HandoffQueue> candidates) {
    return workers().stream()
        .filter(candidates)
        .reduce((one, next) -> isBetter(next, one) ? next : one)
        .orElseThrow();
  }

  @Override
  public boolean countsConnections() {
    return true;
  }

  private static boolean isBetter(HandoffQueue worker, HandoffQueue other) {
    int difference = Integer.compare(worker.load(), other.load());
    return difference < 0 || (difference == 0 && worker.isFree() && !other.isFree());
  }
}
