package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.plan.Desired;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A change in progress, or its rollback after a failure.
 *
 * @param name the name of the operation
 * @param request the request, with the listeners to notify
 * @param before the desired state before the change
 * @param began when the change began, in ms of the supervisor's clock
 * @param ledger the ledger at that time
 * @param workers the number of workers after the change
 * @param failure the cause of the rollback, or null
 */
record Change(
    String name,
    SupervisorCommand.Request request,
    Desired before,
    long began,
    Ledger ledger,
    int workers,
    @Nullable WorkerFailure failure) {

  Change failed(WorkerFailure failure) {
    return new Change(name, request, before, began, ledger, workers, failure);
  }

  Consumer<String> progress() {
    return request.progress();
  }

  /** Returns whether a failure is that of a worker that the change has started. */
  boolean failsBy(WorkerFailure failure) {
    return this.failure == null && isNew(failure.slot(), failure.generation());
  }

  boolean isNew(int slot, int generation) {
    return generation != before.generation() || slot > before.workers();
  }

  /** Returns whether all slots serve in their desired state, and no other worker is left. */
  static boolean isSettled(Snapshot seen, Desired desired) {
    return seen.workers().size() == desired.workers()
        && IntStream.rangeClosed(1, desired.workers())
            .allMatch(slot -> seen.slot(slot, desired.generation()).isSettled());
  }

  /** Returns the report of this change. */
  Report report(boolean succeeded, String summary, int generation, Ledger total, long now) {
    List<String> lines = failure == null ? List.of() : failure.lastLines();
    Duration took = Duration.ofMillis(now - began);
    return new Report(succeeded, summary, lines, generation, total.since(ledger), took);
  }
}
