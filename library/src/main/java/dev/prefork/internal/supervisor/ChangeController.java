package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.internal.supervisor.plan.Desired;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts changes of the desired state, one at a time, and completes them or rolls them back.
 * Confined to the supervisor's thread.
 */
public final class ChangeController {
  private final NotificationThread notifications;
  private final Supplier<Ledger> ledger;
  private final Room room;
  private final Map<Integer, ReleasedSettings> generations = new HashMap<>();
  private final List<Change> stops = new ArrayList<>();
  private Desired desired;
  private int lastGeneration = 1;
  private String warning = "";
  private @Nullable Change change;
  private @Nullable Report lastReport;
  private @Nullable Report end;

  /** Checks whether there is memory for a change. */
  public interface Room {
    /**
     * Refuses a change that does not fit into memory.
     *
     * @param processes the largest number of workers at once during the change
     * @param settings the settings of new workers
     * @param workers the number of workers that share the machine
     * @param force whether to return a warning instead
     * @return the warning, or an empty text
     * @throws IllegalStateException if the memory does not suffice, with the sizes
     */
    String require(int processes, Settings settings, int workers, boolean force);
  }

  public ChangeController(
      SupervisorOptions options,
      NotificationThread notifications,
      Supplier<Ledger> ledger,
      Room room) {
    this.notifications = notifications;
    this.ledger = ledger;
    this.room = room;
    this.desired = Desired.initial(options.workers());
    WarmUpRequests requests = options.startup().warmUpRequests();
    generations.put(1, ReleasedSettings.of(options.program(), requests));
  }

  public Desired desired() {
    return desired;
  }

  /** Returns the settings of a generation. */
  ReleasedSettings version(int generation) {
    return Objects.requireNonNull(generations.get(generation), "no such generation");
  }

  /** Returns the settings of the desired generation. */
  ReleasedSettings version() {
    return version(desired.generation());
  }

  private Settings given() {
    return version().given();
  }

  /** Returns the settings of a generation, or null if the generation is over. */
  @Nullable ReleasedSettings versionIfKnown(int generation) {
    return generations.get(generation);
  }

  String program() {
    String exec = given().exec();
    return exec == null ? "this program" : exec;
  }

  @Nullable Report lastReport() {
    return lastReport;
  }

  /** Returns the final report, or null while the supervisor runs. */
  public @Nullable Report end() {
    return end;
  }

  boolean isStopping() {
    return desired.end() != Desired.End.NONE;
  }

  /** Returns whether a fork in a slot may be delayed: no change in progress depends on it. */
  boolean mayWait(int slot, int generation) {
    return change == null || (change.failure() == null && !change.isNew(slot, generation));
  }

  boolean isReplacing() {
    return change != null && desired.generation() != change.before().generation();
  }

  /** Begins a change, or refuses it. */
  public void take(SupervisorCommand.Request request, long now) {
    if (request.order() instanceof SupervisorCommand.Order.Stop(boolean graceful)) {
      stop(request, graceful, now);
      return;
    }
    try {
      requireIdle(request.order());
      Desired next = next(request.order());
      begin(request, workers(request.order(), next), now);
      warn();
      desired = next;
    } catch (RuntimeException e) { // also of the caller's function
      String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
      Report refusal =
          new Report(false, reason, List.of(), desired.generation(), Ledger.EMPTY, Duration.ZERO);
      notifications.complete(request.answer(), refusal);
    }
  }

  /** Logs the warning after the listener of the change was added. */
  private void warn() {
    if (!warning.isEmpty()) {
      notifications.note(warning);
      warning = "";
    }
  }

  private void requireIdle(SupervisorCommand.Order order) {
    if (isStopping()) {
      throw new IllegalStateException("the cluster is stopping");
    }
    if (change != null && !mayFollow(order, change)) {
      throw new IllegalStateException(
          "a " + change.name() + " is in progress; try again when it has finished");
    }
  }

  /** A scaling may replace another one. */
  private static boolean mayFollow(SupervisorCommand.Order order, Change current) {
    return order instanceof SupervisorCommand.Order.Scale
        && current.request().order() instanceof SupervisorCommand.Order.Scale
        && current.failure() == null;
  }

  private void begin(SupervisorCommand.Request request, int workers, long now) {
    Change replaced = change;
    Desired before = replaced == null ? desired : replaced.before();
    if (replaced != null) {
      finish(replaced, false, "replaced by another scaling", now);
    }
    change = begun(name(request.order()), request, before, workers, now);
  }

  private static String name(SupervisorCommand.Order order) {
    return switch (order) {
      case SupervisorCommand.Order.Reload _ -> "reload";
      case SupervisorCommand.Order.Restart _ -> "restart";
      case SupervisorCommand.Order.Scale _ -> "scaling";
      case SupervisorCommand.Order.Stop _ -> "stop";
    };
  }

  /** Returns the final number of workers: a reload changes it after all workers are replaced. */
  private static int workers(SupervisorCommand.Order order, Desired next) {
    return order instanceof SupervisorCommand.Order.Reload(_, _, Integer workers, _)
            && workers != null
        ? workers
        : next.workers();
  }

  private Desired next(SupervisorCommand.Order order) {
    int now = desired.workers();
    return switch (order) {
      case SupervisorCommand.Order.Reload(var change, var requests, var workers, boolean force) -> {
        int later = workers == null ? now : Bounds.workers(workers);
        Settings settings = change.apply(given());
        warning = room.require(Math.max(now + 1, later), settings, Math.max(now, later), force);
        yield next(settings, requests, Desired.Turnover.ROLLING);
      }
      case SupervisorCommand.Order.Restart(boolean force) -> {
        warning = room.require(2 * now, given(), now, force);
        yield next(given(), null, Desired.Turnover.TOGETHER);
      }
      case SupervisorCommand.Order.Scale(int number, boolean more, boolean force) -> {
        int later = Bounds.workers(more ? (long) now + number : number);
        warning = room.require(later > now ? later : 0, given(), later, force);
        yield desired.withWorkers(later);
      }
      case SupervisorCommand.Order.Stop _ ->
          throw new IllegalArgumentException("a stop does not change the desired workers");
    };
  }

  private Desired next(
      Settings settings, @Nullable WarmUpRequests requests, Desired.Turnover turnover) {
    WarmUpRequests warmUp = requests == null ? version().warmUp() : requests;
    generations.put(++lastGeneration, ReleasedSettings.of(settings, warmUp));
    return desired.withGeneration(lastGeneration, turnover);
  }

  private Change begun(
      String name, SupervisorCommand.Request request, Desired before, int workers, long now) {
    notifications.follow(request.progress());
    return new Change(name, request, before, now, ledger.get(), workers, null);
  }

  private void stop(SupervisorCommand.Request request, boolean graceful, long now) {
    if (change != null) {
      finish(change, false, "the cluster was stopped", now);
    }
    stops.add(begun("stop", request, desired, desired.workers(), now));
    if (desired.end() != Desired.End.NOW) {
      desired = desired.withEnd(graceful ? Desired.End.GRACEFUL : Desired.End.NOW);
    }
  }

  /** Rolls back the change if this failure shows that it does not work. */
  public void onFailure(WorkerFailure failure, CrashLoop crashes) {
    Change current = change;
    if (current == null || current.failure() != null) {
      return;
    }
    if (current.failsBy(failure) || crashes.open()) {
      notifications.note("rolling back the " + current.name() + ": " + failure.text());
      change = current.failed(failure);
      Desired before = current.before();
      desired = before.withGeneration(before.generation(), desired.turnover());
    }
  }

  /**
   * Handles a fork that low memory delays. A change that needs the worker is rolled back; a
   * rollback that needs it ends without it.
   */
  public void onShortage(WorkerFailure failure, CrashLoop crashes, long now) {
    Change current = change;
    if (current == null || current.failure() == null) {
      onFailure(failure, crashes);
    } else if (isWanted(failure)) {
      String summary =
          current.failure().text()
              + "; rollback incomplete: too little memory to start all workers";
      finish(current, false, summary, now);
    }
  }

  private boolean isWanted(WorkerFailure failure) {
    return failure.slot() <= desired.workers() && failure.generation() == desired.generation();
  }

  /** Returns the number of workers that share the machine, for the sizes of new JVMs. */
  int sharers() {
    return change == null || change.failure() != null
        ? desired.workers()
        : Math.max(desired.workers(), change.workers());
  }

  /**
   * Ends a change or a stop that is complete.
   *
   * @return true if a change has ended and all workers serve
   */
  public boolean review(Snapshot seen, long now) {
    if (isStopping() && seen.workers().isEmpty()) {
      end(true, "all workers have exited", List.of(), now);
    }
    return change != null && review(change, seen, now);
  }

  private boolean review(Change current, Snapshot seen, long now) {
    WorkerFailure failure = current.failure();
    boolean settled = Change.isSettled(seen, desired);
    if (failure == null && settled && desired.workers() != current.workers()) {
      desired = desired.withWorkers(current.workers());
      return false;
    }
    if (failure == null && settled) {
      finish(current, true, current.name() + " done: " + serving(), now);
    } else if (failure != null && settled) {
      finish(current, false, failure.text() + "; rolled back: " + serving(), now);
    } else if (failure != null && seen.crashes().open()) {
      String rest =
          "; rollback failed: workers of generation " + desired.generation() + " do not start";
      finish(current, false, failure.text() + rest, now);
    }
    return settled;
  }

  private String serving() {
    int workers = desired.workers();
    String count = workers == 1 ? "1 worker" : workers + " workers";
    return count + " of generation " + desired.generation() + " serving";
  }

  private void finish(Change current, boolean succeeded, String summary, long now) {
    Report report = current.report(succeeded, summary, desired.generation(), ledger.get(), now);
    report = succeeded ? withProgram(current, report) : report;
    lastReport = report;
    desired = desired.settled();
    change = null;
    generations.keySet().retainAll(List.of(desired.generation()));
    publish(current, report);
  }

  private Report withProgram(Change current, Report report) {
    ReleasedSettings before = version(current.before().generation());
    ReleasedSettings now = version();
    if (desired.generation() == current.before().generation()) {
      return report;
    }
    boolean reloaded = current.request().order() instanceof SupervisorCommand.Order.Reload;
    Report whole =
        report.withProgram(
            now.program().named(before.program()), reloaded && now.runsSameAs(before));
    whole
        .program()
        .forEach(file -> notifications.note("generation " + report.generation() + " runs " + file));
    if (whole.sameProgram()) {
      notifications.note(
          "warning: the program is the same as before; check that the new version is installed");
    }
    return whole;
  }

  private void publish(Change ended, Report report) {
    notifications.complete(ended.request().answer(), report);
    notifications.remove(ended.progress());
  }

  /** Ends the supervisor because no worker has become ready. */
  public void failStart(@Nullable WorkerFailure last, long now) {
    String cause = last == null ? "" : ": " + last.text();
    String summary = "no worker became ready" + cause;
    if (change != null) {
      finish(change, false, summary, now);
    }
    end(false, summary, last == null ? List.of() : last.lastLines(), now);
  }

  private void end(boolean succeeded, String summary, List<String> lines, long now) {
    for (Change stop : stops) {
      publish(stop, stop.report(true, summary, desired.generation(), ledger.get(), now));
    }
    Duration took = Duration.ofMillis(now);
    end = new Report(succeeded, summary, lines, desired.generation(), ledger.get(), took);
  }
}
