package dev.prefork.internal.primary;

import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.WorkerState;
import java.util.ArrayList;
import java.util.List;

/** What can happen to a worker, and the state that follows: the table of {@link WorkerState}. */
sealed interface WorkerEvent {
  /** Its channel is connected and proven to be its own. */
  record Connected() implements WorkerEvent {}

  /** It listens on one more address. */
  record Listens(Endpoint endpoint) implements WorkerEvent {}

  /** It was asked to drain, or drains of its own accord. */
  record Drains() implements WorkerEvent {}

  /** Its process ended. */
  record Ended(ExitStatus status) implements WorkerEvent {}

  /** The state after this event; the same one where the table has no entry. */
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
