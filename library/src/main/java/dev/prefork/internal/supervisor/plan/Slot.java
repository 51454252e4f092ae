package dev.prefork.internal.supervisor.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slot and its workers: one, or two while a worker is replaced.
 *
 * @param slot the number of the slot
 * @param generation the desired generation
 * @param workers the workers of the slot, oldest first
 */
public record Slot(int slot, int generation, List<WorkerView> workers) {
  private List<WorkerView> staying() {
    return workers.stream().filter(worker -> worker.stage().isStaying()).toList();
  }

  boolean isVacant() {
    return staying().isEmpty();
  }

  boolean isServed() {
    return workers.stream().anyMatch(WorkerView::isServing);
  }

  /** Returns whether a worker of this slot is being replaced. */
  boolean isChanging() {
    return workers.size() > 1;
  }

  /** Returns the youngest worker of the desired generation that is within its limits, or null. */
  @Nullable WorkerView successor() {
    return youngest(
        staying().stream()
            .filter(worker -> worker.generation() == generation && !worker.overLimit())
            .toList());
  }

  /** Returns whether the workers of this slot have to be replaced. */
  boolean isOutdated() {
    return !isVacant() && successor() == null;
  }

  /** Returns whether no worker of this slot serves or is about to replace one. */
  boolean isUseless() {
    return !isServed() && successor() == null;
  }

  /** Returns whether the slot is in its desired state. */
  public boolean isSettled() {
    WorkerView successor = successor();
    return workers.size() == 1
        && successor != null
        && successor.isServing()
        && !successor.suspended();
  }

  /** Returns all workers but the successor, which replaces them. */
  List<WorkerView> others() {
    WorkerView successor = successor();
    return staying().stream().filter(worker -> !worker.equals(successor)).toList();
  }

  /** Returns the worker that serves until the successor has taken over, or null. */
  @Nullable WorkerView substitute() {
    List<WorkerView> others = others();
    List<WorkerView> serving = others.stream().filter(WorkerView::isServing).toList();
    return youngest(serving.isEmpty() ? others : serving);
  }

  private static @Nullable WorkerView youngest(List<WorkerView> workers) {
    return workers.isEmpty() ? null : workers.getLast();
  }
}
