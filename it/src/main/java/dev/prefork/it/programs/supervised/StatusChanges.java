package dev.prefork.it.programs.supervised;

import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.WorkerStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Prints what has changed in the status of a cluster, for tests. Every change that a note reports
 * is in the status before the note is delivered, so one look after each note finds them all.
 *
 * <pre>
 * cluster BROKEN                        the state of the cluster
 * state 3 UNHEALTHY                     the state of worker 3
 * ended 3 REASON THREAD_DUMP            worker 3 has failed
 * </pre>
 */
final class StatusChanges {
  private final Supervisor supervisor;
  private final Map<Integer, WorkerStatus.State> states = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();
  private ClusterStatus.State state = ClusterStatus.State.STARTING;

  StatusChanges(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** Called by one thread at a time. */
  void print() {
    ClusterStatus status = supervisor.status();
    if (status.state() != state) {
      state = status.state();
      IO.println("cluster " + state);
    }
    status.workers().forEach(this::print);
    for (WorkerStatus.Ended worker : status.ended()) {
      if (ended.add(worker.id())) {
        print(worker);
      }
    }
  }

  private void print(WorkerStatus worker) {
    if (states.put(worker.id(), worker.state()) != worker.state()) {
      IO.println("state " + worker.id() + " " + worker.state());
    }
  }

  static void print(WorkerStatus.Ended worker) {
    IO.println("ended %d %s %s".formatted(worker.id(), worker.reason(), worker.threadDump()));
  }
}
