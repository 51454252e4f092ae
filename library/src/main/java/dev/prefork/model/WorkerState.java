package dev.prefork.model;

import java.util.ArrayList;
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

  /** What can happen to a worker. */
  sealed interface Event {
    /** Its channel is connected and proven to be its own. */
    record Connected() implements Event {}

    /**
     * It listens on one more address.
     *
     * @param endpoint where
     */
    record Listens(Endpoint endpoint) implements Event {}

    /** It was asked to leave, or says that it does. */
    record Leaves() implements Event {}

    /**
     * Its process ended.
     *
     * @param status how
     */
    record Ended(ExitStatus status) implements Event {}
  }

  /**
   * The state after an event: the table above.
   *
   * @param event what happened
   * @return the same state where the table has no entry
   */
  default WorkerState after(Event event) {
    return switch (event) {
      case Event.Ended(ExitStatus status) -> this instanceof Exited ? this : new Exited(status);
      case Event.Leaves _ -> this instanceof Exited ? this : new Draining();
      case Event.Connected _ -> this instanceof Starting ? new Online() : this;
      case Event.Listens(Endpoint endpoint) -> listening(endpoint);
    };
  }

  private WorkerState listening(Endpoint endpoint) {
    return switch (this) {
      case Online _ -> new Listening(List.of(endpoint));
      case Listening(List<Endpoint> before) -> {
        List<Endpoint> all = new ArrayList<>(before);
        all.add(endpoint);
        yield new Listening(all);
      }
      case Starting _, Draining _, Exited _ -> this;
    };
  }
}
