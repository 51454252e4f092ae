package dev.prefork.internal.primary;

import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.WorkerState;
import java.util.ArrayList;
import java.util.List;

/**
 * An event in a worker's life and the state that follows: the transitions of {@link WorkerState}.
 */
sealed interface WorkerEvent {
  /** The worker's channel is connected and verified. */
  record Connected() implements WorkerEvent {}

  /** The worker listens on another address. */
  record Listens(Endpoint endpoint) implements WorkerEvent {}

  /** The worker was requested to drain, or drains by itself. */
  record Drains() implements WorkerEvent {}

  /** The worker's process has ended. */
  record Ended(ExitStatus status) implements WorkerEvent {}

  /** {@return the state after this event; unchanged if no transition applies} */
  default WorkerState after(WorkerState before) {
    return switch (this) {
      case Ended(ExitStatus status) ->
          before instanceof WorkerState.Exited ? before : new WorkerState.Exited(status);
      case Drains _ -> before instanceof WorkerState.Exited ? before : new WorkerState.Draining();
      case Connected _ ->
          before instanceof WorkerState.Starting ? new WorkerState.Online() : before;
      case Listens(Endpoint endpoint) -> listening(before, endpoint);
    };
  }

  private static WorkerState listening(WorkerState before, Endpoint endpoint) {
    return switch (before) {
      case WorkerState.Online _ -> new WorkerState.Serving(List.of(endpoint));
      case WorkerState.Serving(List<Endpoint> earlier) -> {
        List<Endpoint> all = new ArrayList<>(earlier);
        all.add(endpoint);
        yield new WorkerState.Serving(all);
      }
      case WorkerState.Starting _, WorkerState.Draining _, WorkerState.Exited _ -> before;
    };
  }
}
