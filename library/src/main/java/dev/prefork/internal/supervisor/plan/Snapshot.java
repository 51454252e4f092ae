package dev.prefork.internal.supervisor.plan;

import java.util.List;

/**
 * The actual state of a cluster.
 *
 * @param workers the workers whose process has not exited, oldest first
 * @param crashes recent failures
 * @param everServed whether any worker has ever served
 */
public record Snapshot(List<WorkerView> workers, CrashLoop crashes, boolean everServed) {
  /** Keeps an unmodifiable copy. */
  public Snapshot {
    workers = List.copyOf(workers);
  }

  /** Returns the slot with this number. */
  public Slot slot(int slot, int generation) {
    return new Slot(
        slot, generation, workers.stream().filter(worker -> worker.slot() == slot).toList());
  }

  /** Returns the workers that start or serve. */
  List<WorkerView> staying() {
    return workers.stream().filter(worker -> worker.stage().isStaying()).toList();
  }
}
