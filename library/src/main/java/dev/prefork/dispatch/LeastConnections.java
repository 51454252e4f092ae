package dev.prefork.dispatch;

import dev.prefork.sys.Connection;

/**
 * Whoever has the fewest connections is next; of several who have as few, whoever has been free for
 * longest.
 */
final class LeastConnections extends WaitingRota {
  /** Those who are free are in the order in which they became so. */
  @Override
  public void onFree(HandoffQueue queue) {
    leave(queue);
    join(queue);
  }

  @Override
  public HandoffQueue choose(Connection connection) {
    return workers().stream()
        .filter(HandoffQueue::isAccepting)
        .reduce((one, next) -> isBetter(next, one) ? next : one)
        .orElseThrow();
  }

  @Override
  public boolean counts() {
    return true;
  }

  private static boolean isBetter(HandoffQueue worker, HandoffQueue other) {
    int difference = Integer.compare(worker.load(), other.load());
    return difference < 0 || (difference == 0 && worker.isFree() && !other.isFree());
  }
}
