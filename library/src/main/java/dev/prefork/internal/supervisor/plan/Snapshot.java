package dev.prefork.internal.supervisor.plan;

import java.util.List;

/**
 * What the planner knows.
 *
 * @param workers all whose process has not ended, oldest first
 * @param crashes what has failed of late
 * @param everServed whether any worker ever has
 */
public record Snapshot(List<WorkerView> workers, CrashLoop crashes, boolean everServed) {
  /** Keeps an unmodifiable copy. */
  public Snapshot {
    workers = List.copyOf(workers);
  }

  /** The place with this number. */
  public Slot slot(int slot, int generation) {
    return new Slot(
        slot, generation, workers.stream().filter(worker -> worker.slot() == slot).toList());
  }

  /** The workers that stay. */
  List<WorkerView> staying() {
    return workers.stream().filter(worker -> worker.stage().isStaying()).toList();
  }
}
