package dev.prefork.internal.supervisor.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that workers have. There is one worker in it, and a second while the first is
 * replaced.
 *
 * @param slot its number
 * @param generation the one that its worker should be of
 * @param workers those in it, oldest first
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

  /** True if more than one process has to do with it: it is in the middle of a change. */
  boolean isChanging() {
    return workers.size() > 1;
  }

  /** The youngest that is as it should be. */
  @Nullable WorkerView successor() {
    return youngest(
        staying().stream()
            .filter(worker -> worker.generation() == generation && !worker.overLimit())
            .toList());
  }

  /** True if somebody is here, and nobody as they should be. */
  boolean isOutdated() {
    return !isVacant() && successor() == null;
  }

  /** True if nobody who is here serves, or is as they should be: nobody has to wait for them. */
  boolean isUseless() {
    return !isServed() && successor() == null;
  }

  /** True if there is nothing to do here any more. */
  public boolean isSettled() {
    WorkerView successor = successor();
    return workers.size() == 1
        && successor != null
        && successor.isServing()
        && !successor.suspended();
  }

  /** All but the successor: those who go when it has taken over. */
  List<WorkerView> others() {
    WorkerView successor = successor();
    return staying().stream().filter(worker -> !worker.equals(successor)).toList();
  }

  /** Those who go already, as somebody else serves until then. */
  List<WorkerView> surplus() {
    List<WorkerView> others = others();
    List<WorkerView> serving = others.stream().filter(WorkerView::isServing).toList();
    WorkerView keeper = youngest(serving.isEmpty() ? others : serving);
    return others.stream().filter(worker -> !worker.equals(keeper)).toList();
  }

  private static @Nullable WorkerView youngest(List<WorkerView> workers) {
    return workers.isEmpty() ? null : workers.getLast();
  }
}
