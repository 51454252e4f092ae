package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.sys.sockets.Connection;
import java.util.function.Predicate;

/**
 * Chooses the worker with the fewest connections, relative to its weight; among equals, the one
 * that has been free for longest. While weights differ, idle workers also take {@link
 * WeightedTurns}, because otherwise a worker with a small weight would get nothing until the others
 * have many.
 */
public final class LeastConnections extends QueueingBalancer {
  /**
   * A new worker has the fewest connections, so it gets a whole burst and needs some milliseconds
   * to take it. After this time other workers are chosen: latency matters more than balance.
   */
  public static final long TIMEOUT_NANOS = 20_000_000;

  private final WeightedTurns turns;

  public LeastConnections(Weights weights) {
    super(weights);
    this.turns = new WeightedTurns(weights);
  }

  @Override
  public void leave(HandoffQueue queue) {
    super.leave(queue);
    turns.leave(queue);
  }

  /** Keeps workers in the order in which they became free. */
  @Override
  public void onFree(HandoffQueue queue) {
    super.leave(queue);
    join(queue);
  }

  @Override
  boolean isTooSlow(HandoffQueue worker) {
    return worker.longestWait() > TIMEOUT_NANOS;
  }

  @Override
  HandoffQueue choose(Connection connection, Predicate<HandoffQueue> candidates) {
    HandoffQueue best =
        workers().stream()
            .filter(candidates)
            .reduce((one, next) -> isBetter(next, one) ? next : one)
            .orElseThrow();
    return weights().areFull()
        ? best
        : turns.nextIdleOr(best, workers().stream().filter(candidates).toList());
  }

  @Override
  public boolean countsConnections() {
    return true;
  }

  private boolean isBetter(HandoffQueue worker, HandoffQueue other) {
    int difference =
        weights().areFull()
            ? Integer.compare(worker.load(), other.load())
            : Double.compare(nextLoad(worker), nextLoad(other));
    return difference < 0 || (difference == 0 && worker.isFree() && !other.isFree());
  }

  /** Returns the load that a worker would have with one more connection, by its weight. */
  private double nextLoad(HandoffQueue worker) {
    return (worker.load() + 1) / weights().of(worker.workerId());
  }
}
