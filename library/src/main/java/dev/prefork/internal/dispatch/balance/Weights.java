package dev.prefork.internal.dispatch.balance;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds the weights of a cluster's workers: their shares of the connections, relative to each
 * other. Confined to the conductor's thread.
 */
public final class Weights {
  /** The largest weight, which every worker has at first. */
  static final double FULL = 1;

  /** The weights of the workers that have less than {@link #FULL}. Usually empty. */
  private final Map<Integer, Double> reduced = new HashMap<>();

  /** Returns whether all workers have the full weight. */
  public boolean areFull() {
    return reduced.isEmpty();
  }

  /** Returns a worker's weight. */
  public double of(int workerId) {
    return reduced.getOrDefault(workerId, FULL);
  }

  /**
   * Sets a worker's weight.
   *
   * @param weight greater than 0 and at most 1
   */
  public void set(int workerId, double weight) {
    if (weight < FULL) {
      reduced.put(workerId, weight);
    } else {
      remove(workerId);
    }
  }

  /** Forgets a worker that gets no more connections. */
  public void remove(int workerId) {
    reduced.remove(workerId);
  }
}
