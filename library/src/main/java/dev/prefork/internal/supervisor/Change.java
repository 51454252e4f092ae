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
 * A change that is being made; or undone, when it has failed.
 *
 * @param name what it is called
 * @param request who asked, and hears of it
 * @param before what should have been before
 * @param began when, in milliseconds of the supervisor's clock
 * @param ledger of connections up to then
 * @param workers how many there are to be in the end
 * @param failure why it is being undone, or null
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

  /** True if this is somebody whom the change was to bring. */
  boolean failsBy(WorkerFailure failure) {
    return this.failure == null && isNew(failure.slot(), failure.generation());
  }

  boolean isNew(int slot, int generation) {
    return generation != before.generation() || slot > before.workers();
  }

  /** True if all is as it should be, and nobody is left that should not. */
  static boolean isSettled(Snapshot seen, Desired desired) {
    return seen.workers().size() == desired.workers()
        && IntStream.rangeClosed(1, desired.workers())
            .allMatch(slot -> seen.slot(slot, desired.generation()).isSettled());
  }

  /** How it ended. */
  Report report(boolean succeeded, String summary, int generation, Ledger total, long now) {
    List<String> lines = failure == null ? List.of() : failure.lastLines();
    Duration took = Duration.ofMillis(now - began);
    return new Report(succeeded, summary, lines, generation, total.since(ledger), took);
  }
}
