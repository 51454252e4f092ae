package dev.prefork.internal.supervisor.plan;

import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the supervisor does next, from the actual state, the desired state and the time. The
 * planner is stateless: the next snapshot shows what became of its actions.
 */
public final class Planner {
  /**
   * How long the first worker of a new generation serves before an old one is stopped: most that
   * fail by themselves fail before. One that fails later undoes the change as well.
   */
  static final long TRIAL_MILLIS = 1000;

  /**
   * How long a starting worker delays other forks. Most workers are ready sooner; one that waits
   * for another service needs neither processor nor memory.
   */
  static final long START_MILLIS = 5000;

  private final SupervisorOptions options;
  private final int startingAtOnce;

  /**
   * Creates a planner.
   *
   * @param startingAtOnce how many workers may start at a time
   */
  public Planner(SupervisorOptions options, int startingAtOnce) {
    this.options = options;
    this.startingAtOnce = startingAtOnce;
  }

  public List<Action> plan(Snapshot seen, Desired desired, long now) {
    List<Action> actions = new ArrayList<>();
    for (WorkerView worker : seen.workers()) {
      Action action = actionFor(worker, now);
      if (action != null) {
        actions.add(action);
      }
    }
    if (desired.end() == Desired.End.NONE) {
      actions.addAll(populate(seen, desired, now));
    } else {
      actions.addAll(end(seen, desired.end()));
    }
    return actions;
  }

  /** Returns the action for one worker that does not depend on the others, or null. */
  private @Nullable Action actionFor(WorkerView worker, long now) {
    long elapsed = now - worker.since();
    return switch (worker.stage()) {
      case STARTING ->
          elapsed > options.startup().timeout().toMillis()
              ? new Action.DumpThreads(
                  worker.id(), "not ready within " + options.startup().timeout().toSeconds() + " s")
              : null;
      case SERVING -> health(worker, now - worker.healthyAt());
      case DRAINING ->
          elapsed > options.drainTimeout().toMillis()
              ? new Action.Kill(worker.id(), "grace period is over")
              : null;
      case DUMPED -> new Action.Kill(worker.id(), "unhealthy");
      case DUMPING, KILLED -> null;
    };
  }

  private @Nullable Action health(WorkerView worker, long unhealthyFor) {
    HealthOptions health = options.health();
    if (health.interval().isZero()) {
      return null;
    }
    if (unhealthyFor > health.killUnhealthyAfter().toMillis()) {
      return new Action.DumpThreads(worker.id(), "unhealthy");
    }
    boolean suspect = unhealthyFor > health.unhealthyAfter().toMillis();
    if (suspect == worker.suspended()) {
      return null;
    }
    return suspect ? new Action.Suspend(worker.id()) : new Action.Resume(worker.id());
  }

  private static List<Action> end(Snapshot seen, Desired.End end) {
    List<Action> actions = new ArrayList<>();
    for (WorkerView worker : seen.workers()) {
      if (end == Desired.End.NOW && worker.stage() != Stage.KILLED) {
        actions.add(new Action.Kill(worker.id(), "the cluster is stopping at once"));
      } else if (worker.stage().isStaying()) {
        actions.add(new Action.Stop(worker.id(), "the cluster is stopping"));
      }
    }
    return actions;
  }

  private List<Action> populate(Snapshot seen, Desired desired, long now) {
    if (!seen.everServed() && seen.crashes().isFinal(options.restarts())) {
      return failStart(seen);
    }
    List<Slot> slots =
        IntStream.rangeClosed(1, desired.workers())
            .mapToObj(slot -> seen.slot(slot, desired.generation()))
            .toList();
    List<Action> actions = new ArrayList<>(forks(seen, slots, desired, now));
    actions.addAll(stops(seen, slots, desired, now));
    return actions;
  }

  /** Waits for workers that still start, unless they cannot succeed either. */
  private static List<Action> failStart(Snapshot seen) {
    if (seen.workers().isEmpty()) {
      return List.of(new Action.FailStart());
    }
    if (seen.crashes().outlook() != Outlook.IMPOSSIBLE) {
      return List.of();
    }
    return seen.staying().stream().map(worker -> (Action) new Action.Discard(worker.id())).toList();
  }

  /** Fills empty slots first; no healthy worker is replaced while there are any. */
  private List<Action> forks(Snapshot seen, List<Slot> slots, Desired desired, long now) {
    if (!seen.crashes().mayFork(seen.workers(), now)) {
      return List.of();
    }
    List<Action> forks = new ArrayList<>();
    boolean proven = isProven(seen, desired, now);
    boolean onTrial = proven || isTried(seen, desired);
    for (Slot slot : slots) {
      boolean isNew = proven || !onTrial;
      if (slot.isVacant() || (isNew && slot.isUseless())) {
        onTrial = true;
        int generation = isNew ? desired.generation() : desired.proven();
        forks.add(new Action.Fork(slot.slot(), generation));
      }
    }
    if (forks.isEmpty()) {
      forks.addAll(turnover(seen, slots, desired));
    }
    int max = seen.crashes().streak() < 2 ? room(seen, now) : 1;
    return forks.subList(0, Math.min(max, forks.size()));
  }

  /** Returns how many more workers may start now: JVMs that all start at once slow each other. */
  private int room(Snapshot seen, long now) {
    long starting =
        seen.workers().stream()
            .filter(
                worker -> worker.stage() == Stage.STARTING && now - worker.since() < START_MILLIS)
            .count();
    return (int) Math.max(0, startingAtOnce - starting);
  }

  private static List<Action> turnover(Snapshot seen, List<Slot> slots, Desired desired) {
    int max = slots.size();
    if (desired.turnover() == Desired.Turnover.ROLLING) {
      boolean whole = slots.stream().allMatch(Slot::isServed) && !seen.hasOthers(slots);
      long changing = slots.stream().filter(Slot::isChanging).count();
      max = whole ? (int) Math.max(0, seen.parallel() - changing) : 0;
    }
    return slots.stream()
        .filter(Slot::isOutdated)
        .limit(max)
        .map(slot -> (Action) new Action.Fork(slot.slot(), desired.generation()))
        .toList();
  }

  private List<Action> stops(Snapshot seen, List<Slot> slots, Desired desired, long now) {
    List<Action> stops = new ArrayList<>();
    for (WorkerView worker : seen.staying()) {
      if (worker.slot() > slots.size()) {
        stops.add(new Action.Stop(worker.id(), "scaled down"));
      }
    }
    boolean all = slots.stream().allMatch(slot -> hasTakenOver(slot.successor(), now));
    boolean mayStop =
        isProven(seen, desired, now) && (all || desired.turnover() == Desired.Turnover.ROLLING);
    for (Slot slot : slots) {
      stops.addAll(stops(slot, mayStop && hasTakenOver(slot.successor(), now)));
    }
    return stops;
  }

  private static List<Action> stops(Slot slot, boolean takenOver) {
    WorkerView keeper = takenOver ? slot.successor() : slot.substitute();
    if (keeper == null) {
      return List.of();
    }
    String reason = "replaced by worker " + keeper.id();
    return slot.others().stream()
        .filter(worker -> !worker.equals(keeper))
        .map(worker -> (Action) new Action.Stop(worker.id(), reason))
        .toList();
  }

  private boolean hasTakenOver(@Nullable WorkerView successor, long now) {
    return successor != null
        && successor.isServing()
        && !successor.suspended()
        && (successor.fullShare() || isWarm(successor, now));
  }

  private boolean isWarm(WorkerView worker, long now) {
    return worker.hasServed(options.startup().warmUp().toMillis(), now);
  }

  /** Returns whether there is a worker of the desired generation, starting or serving. */
  private static boolean isTried(Snapshot seen, Desired desired) {
    return seen.staying().stream().anyMatch(worker -> worker.generation() == desired.generation());
  }

  private static boolean isProven(Snapshot seen, Desired desired, long now) {
    return desired.generation() == desired.proven()
        || seen.workers().stream()
            .anyMatch(
                worker ->
                    worker.generation() == desired.generation()
                        && worker.hasServed(TRIAL_MILLIS, now));
  }
}
