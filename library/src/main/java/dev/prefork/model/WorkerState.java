package dev.prefork.model;

import java.util.List;

/**
 * A worker's life, as the primary sees it.
 *
 * <pre>
 *            connected           listens            asked to leave        process ended
 * Starting ────────────▶ Online ─────────▶ Listening ────────────▶ Draining ────────────▶ Exited
 *    │                     │                  │ ▲                                             ▲
 *    │                     │                  └─┘ listens once more                           │
 *    └─────────────────────┴──────────────────┴───────── process ended ────────────────────────┘
 * </pre>
 *
 * <p>A worker that is asked to leave before it listens is Draining from then on. Any event that the
 * table does not have leaves the state as it is. That the channel is closed is another fact, which
 * each state but Starting may have: see {@code Worker.isConnected()}.
 */
public sealed interface WorkerState {
  /** The process is launched and has not said anything yet. */
  record Starting() implements WorkerState {}

  /** The worker has connected; its program is about to run, or runs. */
  record Online() implements WorkerState {}

  /**
   * The worker serves.
   *
   * @param endpoints where, in the order it began
   */
  record Listening(List<Endpoint> endpoints) implements WorkerState {
    /** Keeps an unmodifiable copy. */
    public Listening {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** The worker gets nothing new and ends when it has finished what it has. */
  record Draining() implements WorkerState {}

  /**
   * The process has ended.
   *
   * @param status how
   */
  record Exited(ExitStatus status) implements WorkerState {}
}
