package dev.prefork.internal.supervisor.plan;

/**
 * A worker's life, as its supervisor sees it.
 *
 * <pre>
 *          ready           told to stop          its time is over
 * STARTING ─────▶ SERVING ─────────────▶ LEAVING ────────────────▶ KILLED
 *    │               │                                                ▲
 *    └───────────────┴──▶ CONDEMNED ────────▶ DUMPED ─────────────────┘
 *       given up on               threads are on file
 * </pre>
 *
 * <p>The process may end at any time; the worker is forgotten then.
 */
public enum Stage {
  /** Forked, and not ready yet. */
  STARTING,
  /** It serves, or is suspended because it does not answer. */
  SERVING,
  /** Told to stop. */
  DRAINING,
  /** To be killed as soon as its threads are written down. */
  DUMPING,
  /** Its threads are written down, or cannot be. */
  DUMPED,
  /** It was sent SIGKILL. */
  KILLED;

  /** True if the worker may serve, now or later: its place is taken. */
  boolean isStaying() {
    return this == STARTING || this == SERVING;
  }
}
