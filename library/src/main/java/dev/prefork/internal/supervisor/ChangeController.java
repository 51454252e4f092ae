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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the supervisor, and what became of it: one change at a time, which is made or
 * undone. Only used on the supervisor's thread.
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

  /** Whether there is memory for what is asked for. */
  public interface Room {
    /**
     * Refuses what there is none for.
     *
     * @param processes how many workers there are at once while it is done
     * @param settings of those that come
     * @param workers among how many the machine is divided
     * @return a warning if there seems to be none, and it is forced; otherwise nothing
     * @throws IllegalStateException with the reason
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
    generations.put(1, ReleasedSettings.of(options.program()));
  }

  public Desired desired() {
    return desired;
  }

  /** What the workers of a generation run. */
  ReleasedSettings version(int generation) {
    return Objects.requireNonNull(generations.get(generation), "no such generation");
  }

  /** What they are to run now. */
  ReleasedSettings version() {
    return version(desired.generation());
  }

  private Settings asked() {
    return version().asked();
  }

  /** The same, if it has not been forgotten. */
  @Nullable ReleasedSettings versionIfKnown(int generation) {
    return generations.get(generation);
  }

  String program() {
    String exec = asked().exec();
    return exec == null ? "this program" : exec;
  }

  @Nullable Report lastReport() {
    return lastReport;
  }

  /** How all of it ended, or null. */
  public @Nullable Report end() {
    return end;
  }

  boolean isStopping() {
    return desired.end() != Desired.End.NONE;
  }

  /** True if a worker that cannot be started for now fails nobody who waits for it. */
  boolean mayWait(int slot, int generation) {
    return change == null || (change.failure() == null && !change.isNew(slot, generation));
  }

  boolean isReplacing() {
    return change != null && desired.generation() != change.before().generation();
  }

  /** Begins what is wanted, or refuses it. */
  public void take(SupervisorCommand.Request request, long now) {
    if (request.order() instanceof SupervisorCommand.Order.Stop(boolean graceful)) {
      stop(request, graceful, now);
      return;
    }
    try {
      requireQuiet(request.order());
      Desired next = next(request.order());
      begin(request, workers(request.order(), next), now);
      warn();
      desired = next;
    } catch (RuntimeException e) { // of the caller's change, too
      String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
      Report refusal =
          new Report(false, reason, List.of(), desired.generation(), Ledger.EMPTY, Duration.ZERO);
      notifications.complete(request.answer(), refusal);
    }
  }

  /** Only now the one who has asked hears of it. */
  private void warn() {
    if (!warning.isEmpty()) {
      notifications.note(warning);
      warning = "";
    }
  }

  private void requireQuiet(SupervisorCommand.Order order) {
    if (isStopping()) {
      throw new IllegalStateException("the cluster is being stopped");
    }
    if (change != null && !mayFollow(order, change)) {
      throw new IllegalStateException(
          "a " + change.name() + " is under way: wait for its end, and try again");
    }
  }

  /** A number may be followed by another. */
  private static boolean mayFollow(SupervisorCommand.Order order, Change current) {
    return order instanceof SupervisorCommand.Order.Scale
        && current.request().order() instanceof SupervisorCommand.Order.Scale
        && current.failure() == null;
  }

  private void begin(SupervisorCommand.Request request, int workers, long now) {
    Change followed = change;
    Desired before = followed == null ? desired : followed.before();
    if (followed != null) {
      finish(followed, false, "another number of workers was asked for", now);
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

  /** How many there are to be in the end: a reload changes that when all are new. */
  private static int workers(SupervisorCommand.Order order, Desired next) {
    return order instanceof SupervisorCommand.Order.Reload(_, Integer workers, _) && workers != null
        ? workers
        : next.workers();
  }

  private Desired next(SupervisorCommand.Order order) {
    int now = desired.workers();
    return switch (order) {
      case SupervisorCommand.Order.Reload(var change, var workers, boolean force) -> {
        int later = workers == null ? now : Bounds.workers(workers);
        Settings settings = change.apply(asked());
        warning = room.require(Math.max(now + 1, later), settings, Math.max(now, later), force);
        yield next(settings, Desired.Turnover.ROLLING);
      }
      case SupervisorCommand.Order.Restart(boolean force) -> {
        warning = room.require(2 * now, asked(), now, force);
        yield next(asked(), Desired.Turnover.TOGETHER);
      }
      case SupervisorCommand.Order.Scale(int number, boolean more, boolean force) -> {
        int later = Bounds.workers(more ? (long) now + number : number);
        warning = room.require(later > now ? later : 0, asked(), later, force);
        yield desired.withWorkers(later);
      }
      case SupervisorCommand.Order.Stop _ ->
          throw new IllegalArgumentException("a stop is no change");
    };
  }

  private Desired next(Settings settings, Desired.Turnover turnover) {
    generations.put(++lastGeneration, ReleasedSettings.of(settings));
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

  /** Undoes what this shows not to work. */
  public void onFailure(WorkerFailure failure, CrashLoop crashes) {
    Change current = change;
    if (current == null || current.failure() != null) {
      return;
    }
    if (current.failsBy(failure) || crashes.open()) {
      notifications.note("the " + current.name() + " is being undone: " + failure.text());
      change = current.failed(failure);
      Desired before = current.before();
      desired = before.withGeneration(before.generation(), desired.turnover());
    }
  }

  /**
   * There is no memory for a worker. A change that was to bring it is undone; one that is being
   * undone waits no longer for what it would put back.
   */
  public void onShortage(WorkerFailure failure, CrashLoop crashes, long now) {
    Change current = change;
    if (current == null || current.failure() == null) {
      onFailure(failure, crashes);
    } else if (isWanted(failure)) {
      String summary = current.failure().text() + "; not all that served before serves again yet";
      finish(current, false, summary, now);
    }
  }

  private boolean isWanted(WorkerFailure failure) {
    return failure.slot() <= desired.workers() && failure.generation() == desired.generation();
  }

  /** Among how many workers the machine is divided, of those that come from now on. */
  int sharers() {
    return change == null || change.failure() != null
        ? desired.workers()
        : Math.max(desired.workers(), change.workers());
  }

  /**
   * Looks whether something has come to its end.
   *
   * @return true if a change has, and all workers serve
   */
  public boolean review(Snapshot seen, long now) {
    if (isStopping() && seen.workers().isEmpty()) {
      end(true, "all workers have ended", List.of(), now);
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
      finish(current, false, failure.text() + "; " + serving() + " on", now);
    } else if (failure != null && seen.crashes().open()) {
      String rest = "; what was before does not come up any more either";
      finish(current, false, failure.text() + rest, now);
    }
    return settled;
  }

  private String serving() {
    int workers = desired.workers();
    String who = workers == 1 ? "1 worker" : workers + " workers";
    String verb = workers == 1 ? " serves" : " serve";
    return who + " of generation " + desired.generation() + verb;
  }

  private void finish(Change current, boolean succeeded, String summary, long now) {
    Report report = current.report(succeeded, summary, desired.generation(), ledger.get(), now);
    report = succeeded ? withProgram(current, report) : report;
    lastReport = report;
    desired = desired.settled();
    change = null;
    generations.keySet().retainAll(List.of(desired.generation()));
    tell(current, report);
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
          "warning: the program is the same as before: is the new version in its place?");
    }
    return whole;
  }

  private void tell(Change ended, Report report) {
    notifications.complete(ended.request().answer(), report);
    notifications.remove(ended.progress());
  }

  /** It never came up. */
  public void giveUp(@Nullable WorkerFailure last, long now) {
    String cause = last == null ? "" : ": " + last.text();
    String summary = "no worker came to serve; giving up" + cause;
    if (change != null) {
      finish(change, false, summary, now);
    }
    end(false, summary, last == null ? List.of() : last.lastLines(), now);
  }

  private void end(boolean succeeded, String summary, List<String> lines, long now) {
    for (Change stop : stops) {
      tell(stop, stop.report(true, summary, desired.generation(), ledger.get(), now));
    }
    Duration took = Duration.ofMillis(now);
    end = new Report(succeeded, summary, lines, desired.generation(), ledger.get(), took);
  }
}
