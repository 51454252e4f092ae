package dev.prefork.internal.supervisor.plan;

import java.util.List;

/** An action that the planner requests. */
public sealed interface Action {
  /** Forks a worker. */
  record Fork(int slot, int generation) implements Action {
    /** Returns the failure of this fork. */
    public WorkerFailure failed(Outlook outlook, String text) {
      return new WorkerFailure(slot, generation, false, outlook, text, List.of());
    }
  }

  /** Drains a worker. */
  record Stop(int worker, String reason) implements Action {}

  /** Kills a worker. */
  record Kill(int worker, String reason) implements Action {}

  /** Kills a worker that could not serve either, without a note. */
  record Discard(int worker) implements Action {}

  /** Takes a thread dump of a worker, which is killed afterwards. */
  record DumpThreads(int worker, String reason) implements Action {}

  /** Takes a worker out of rotation. */
  record Suspend(int worker) implements Action {}

  /** Puts a worker back in rotation. */
  record Resume(int worker) implements Action {}

  /** Ends the supervisor: no worker becomes ready. */
  record FailStart() implements Action {}
}
