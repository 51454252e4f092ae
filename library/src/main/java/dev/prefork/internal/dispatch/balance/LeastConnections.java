package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.function.Predicate;

/**
 * Whoever has the fewest connections is next; of several who have as few, whoever has been free for
 * longest.
 */
public final class LeastConnections extends QueueingBalancer {
  /**
   * A new worker gets a burst all alone, as it has the fewest, and takes some milliseconds for it.
   * For one that takes longer nobody else waits: balance can be made up for, time cannot.
   */
  public static final long TIMEOUT_NANOS = 20_000_000;

  /** Those who are free are in the order in which they became so. */
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
