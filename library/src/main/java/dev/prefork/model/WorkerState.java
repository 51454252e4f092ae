package dev.prefork.model;

import java.util.List;

/**
 * The states of a worker, as the primary sees them.
 *
 * <pre>
 *           connected           listens          asked to drain        process ended
 * Starting ───────────▶ Online ─────────▶ Serving ─────────────▶ Draining ───────────▶ Exited
 *    │                    │                 │ ▲                                          ▲
 *    │                    │                 └─┘ listens on one more endpoint             │
 *    └────────────────────┴─────────────────┴──────── process ended ─────────────────────┘
 * </pre>
 *
 * <p>A worker that is asked to drain before it listens is Draining from then on. Any other event
 * leaves the state unchanged. A closed channel is not a state: the channel can be closed in any
 * state but Starting, see {@code Worker.isConnected()}.
 *
 * <p>Node's cluster module has the states {@code online}, {@code listening}, {@code disconnected}
 * and {@code dead}. Serving corresponds to {@code listening}, and Exited to {@code dead}.
 */
public sealed interface WorkerState {
  /** The process was started and has not connected to the primary yet. */
  record Starting() implements WorkerState {}

  /** The worker has connected to the primary, and its program runs or is about to. */
  record Online() implements WorkerState {}

  /**
   * The worker listens, and gets connections unless it is held or suspended.
   *
   * @param endpoints the endpoints that the worker listens on, in the order in which it began to
   */
  record Serving(List<Endpoint> endpoints) implements WorkerState {
    /** Keeps an unmodifiable copy. */
    public Serving {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** The worker gets no new connections, finishes those that it has, and then exits. */
  record Draining() implements WorkerState {}

  /**
   * The process has ended.
   *
   * @param status the exit status of the process
   */
  record Exited(ExitStatus status) implements WorkerState {}
}
