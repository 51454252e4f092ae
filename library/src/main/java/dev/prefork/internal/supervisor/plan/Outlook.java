package dev.prefork.internal.supervisor.plan;

/** What a failure says about further attempts, while no worker has ever served. */
public enum Outlook {
  /** Another attempt may succeed. */
  OPEN,
  /** Another attempt would end the same way; workers that start may still come to serve. */
  NO_RETRY,
  /** No worker can serve, unless somebody does something about it first. */
  HOPELESS;

  Outlook worse(Outlook other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
