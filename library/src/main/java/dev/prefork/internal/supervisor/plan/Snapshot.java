package dev.prefork.internal.supervisor.plan;

import java.util.List;

/**
 * The actual state of a cluster.
 *
 * @param workers the workers whose process has not exited, oldest first
 * @param crashes recent failures
 * @param everServed whether any worker has ever served
 * @param parallel how many workers may be replaced at a time
 */
public record Snapshot(
    List<WorkerView> workers, CrashLoop crashes, boolean everServed, int parallel) {
  /** Keeps an unmodifiable copy. */
  public Snapshot {
    workers = List.copyOf(workers);
  }

  /** Returns the slot with this number. */
  public Slot slot(int slot, int generation) {
    return new Slot(
        slot, generation, workers.stream().filter(worker -> worker.slot() == slot).toList());
  }

  /** Returns whether there are workers of slots that are no longer desired. */
  boolean hasOthers(List<Slot> slots) {
    return workers.size() > slots.stream().mapToInt(slot -> slot.workers().size()).sum();
  }

  /** Returns the workers that start or serve. */
  List<WorkerView> staying() {
    return workers.stream().filter(worker -> worker.stage().isStaying()).toList();
  }
}
