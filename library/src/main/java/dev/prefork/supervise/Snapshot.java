package dev.prefork.supervise;

import java.util.List;

/**
 * What the planner knows.
 *
 * @param workers all whose process has not ended, oldest first
 * @param crashes what has failed of late
 * @param everServed whether any worker ever has
 */
record Snapshot(List<Seen> workers, CrashLoop crashes, boolean everServed) {
  /** Keeps an unmodifiable copy. */
  Snapshot {
    workers = List.copyOf(workers);
  }

  /** The place with this number. */
  Place place(int slot, int generation) {
    return new Place(
        slot, generation, workers.stream().filter(worker -> worker.slot() == slot).toList());
  }

  /** The workers that stay. */
  List<Seen> staying() {
    return workers.stream().filter(worker -> worker.life().isStaying()).toList();
  }
}
