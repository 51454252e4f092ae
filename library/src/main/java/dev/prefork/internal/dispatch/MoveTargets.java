package dev.prefork.internal.dispatch;

/** Knows how many connections workers have, to choose the one that gets a moved connection. */
public interface MoveTargets {
  /** Returns how many connections the worker has open. */
  int load(int workerId);

  /** Counts a moved connection of the worker. */
  void onPlaced(int workerId);
}
