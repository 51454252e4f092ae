package dev.prefork.internal.supervisor.plan;

/**
 * The stages of a worker's life, as its supervisor sees them.
 *
 * <pre>
 *          ready              stop            grace period over
 * STARTING ─────▶ SERVING ─────────▶ DRAINING ─────────────────▶ KILLED
 *    │               │                                             ▲
 *    └───────────────┴─────▶ DUMPING ─────────▶ DUMPED ────────────┘
 *    not ready or unhealthy        thread dump done
 * </pre>
 *
 * <p>The process may exit at any stage; the supervisor then removes the worker.
 */
public enum Stage {
  /** Forked and not ready yet. */
  STARTING,
  /** Serving, or suspended while it is unhealthy. */
  SERVING,
  /** Stopping. */
  DRAINING,
  /** Killed as soon as the thread dump is written. */
  DUMPING,
  /** The thread dump is written or has failed. */
  DUMPED,
  /** SIGKILL was sent. */
  KILLED;

  /** Returns whether the worker occupies its slot: it serves or may serve later. */
  boolean isStaying() {
    return this == STARTING || this == SERVING;
  }
}
