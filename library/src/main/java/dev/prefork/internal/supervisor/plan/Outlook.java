package dev.prefork.internal.supervisor.plan;

/** The chance of further attempts after a failure, while no worker has ever served. */
public enum Outlook {
  /** Another attempt may succeed. */
  OPEN,
  /** Another attempt would fail the same way; workers that already start may still serve. */
  NO_RETRY,
  /** No worker can serve until an operator removes the cause. */
  IMPOSSIBLE;

  Outlook worse(Outlook other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
