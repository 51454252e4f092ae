package dev.prefork.model;

import java.util.List;

/**
 * The states of a worker, as the primary sees them.
 *
 * <pre>
 *            connected           listens            asked to drain        process ended
 * Starting ────────────▶ Online ─────────▶ Listening ────────────▶ Draining ────────────▶ Exited
 *    │                     │                  │ ▲                                             ▲
 *    │                     │                  └─┘ listens once more                           │
 *    └─────────────────────┴──────────────────┴───────── process ended ────────────────────────┘
 * </pre>
 *
 * <p>A worker that is asked to drain before it listens is Draining from then on. Any other event
 * leaves the state unchanged. A closed channel is no state: each state but Starting may have one,
 * see {@code Worker.isConnected()}.
 */
public sealed interface WorkerState {
  /** The process was started and has not connected yet. */
  record Starting() implements WorkerState {}

  /** The worker has connected; its program runs, or is about to. */
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
