package dev.prefork.internal.dispatch.balance;

import dev.prefork.internal.dispatch.queue.HandoffQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses workers in turn, in proportion to their weights. A worker with less than the full weight
 * earns its fraction of each connection that it could get. When it has earned a whole one, it is
 * next. All other connections go to the workers with the full weight, in their own order.
 */
final class WeightedTurns {
  /** What sums of fractions may miss by rounding errors. */
  private static final double TOLERANCE = 1e-9;

  /** A connection counts for some time after its end, so a worker with one may be idle. */
  private static final int IDLE_LOAD = 1;

  private final Weights weights;
  private final Map<HandoffQueue, Double> earned = new HashMap<>();

  WeightedTurns(Weights weights) {
    this.weights = weights;
  }

  /**
   * Chooses the next worker.
   *
   * @param line the workers that could get the connection, at least one, in their order
   */
  HandoffQueue next(List<HandoffQueue> line) {
    HandoffQueue richest = earn(line, _ -> true);
    for (HandoffQueue queue : line) {
      if (isFull(queue)) {
        return choose(richest, queue);
      }
    }
    return choose(richest, richest == null ? line.getFirst() : richest);
  }

  /**
   * Chooses the next worker, so that a small weight does not keep a worker idle for long.
   *
   * @param line the workers that could get the connection
   * @param best the one of them that should get it unless an idle one has earned it
   */
  HandoffQueue nextIdleOr(HandoffQueue best, List<HandoffQueue> line) {
    return choose(earn(line, queue -> queue.load() <= IDLE_LOAD), best);
  }

  /** Lets workers earn their fractions, and returns the one that has earned the most. */
  private @Nullable HandoffQueue earn(List<HandoffQueue> line, Predicate<HandoffQueue> earns) {
    double sum = line.stream().mapToDouble(this::weight).sum();
    HandoffQueue richest = null;
    for (HandoffQueue queue : line) {
      if (!isFull(queue) && earns.test(queue)) {
        earned.merge(queue, weight(queue) / sum, Double::sum);
        richest = richest == null || isRicher(queue, richest) ? queue : richest;
      }
    }
    return richest;
  }

  private HandoffQueue choose(@Nullable HandoffQueue richest, HandoffQueue otherwise) {
    HandoffQueue chosen = richest != null && earned(richest) >= 1 - TOLERANCE ? richest : otherwise;
    earned.computeIfPresent(chosen, (_, before) -> Math.max(before - 1, 0));
    return chosen;
  }

  private boolean isRicher(HandoffQueue queue, HandoffQueue other) {
    return earned(queue) > earned(other) + TOLERANCE;
  }

  private boolean isFull(HandoffQueue queue) {
    return weight(queue) == Weights.FULL;
  }

  private double weight(HandoffQueue queue) {
    return weights.of(queue.workerId());
  }

  private double earned(HandoffQueue queue) {
    return earned.getOrDefault(queue, 0.0);
  }

  /** Forgets a worker. */
  void leave(HandoffQueue queue) {
    earned.remove(queue);
  }
}
