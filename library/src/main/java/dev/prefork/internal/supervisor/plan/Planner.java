package dev.prefork.internal.supervisor.plan;

import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done next: a function of what is known, what should be, and the time. It has no
 * memory; what it wants done and what came of it is in the next snapshot.
 */
public final class Planner {
  /** How long the first worker of a new generation has to serve before an old one goes. */
  static final long TRIAL_MILLIS = 1000;

  /**
   * How long a worker that has not come up keeps others from being started: most of them come up
   * sooner, and one that waits for something else needs neither processor nor memory.
   */
  static final long START_MILLIS = 5000;

  private final SupervisorOptions options;
  private final int startingAtOnce;

  /**
   * Plans by these rules.
   *
   * @param startingAtOnce how many workers may be in their start at a time
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

  /** What a single worker needs, whatever the others do. */
  private @Nullable Action actionFor(WorkerView worker, long now) {
    long lasts = now - worker.since();
    return switch (worker.stage()) {
      case STARTING ->
          lasts > options.startup().timeout().toMillis()
              ? new Action.DumpThreads(
                  worker.id(),
                  "it was not ready within " + options.startup().timeout().toSeconds() + " s")
              : null;
      case SERVING -> health(worker, now - worker.healthyAt());
      case DRAINING ->
          lasts > options.drainTimeout().toMillis()
              ? new Action.Kill(worker.id(), "its time to stop was over")
              : null;
      case DUMPED -> new Action.Kill(worker.id(), "it was given up on");
      case DUMPING, KILLED -> null;
    };
  }

  private @Nullable Action health(WorkerView worker, long unhealthyFor) {
    HealthOptions health = options.health();
    if (health.interval().isZero()) {
      return null;
    }
    if (unhealthyFor > health.killUnhealthyAfter().toMillis()) {
      return new Action.DumpThreads(worker.id(), "it hung");
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
        actions.add(new Action.Kill(worker.id(), "the cluster ends at once"));
      } else if (worker.stage().isStaying()) {
        actions.add(new Action.Stop(worker.id(), "the cluster ends"));
      }
    }
    return actions;
  }

  private List<Action> populate(Snapshot seen, Desired desired, long now) {
    if (!seen.everServed() && seen.crashes().isHopeless(options.restarts())) {
      return giveUp(seen);
    }
    List<Slot> slots =
        IntStream.rangeClosed(1, desired.workers())
            .mapToObj(slot -> seen.slot(slot, desired.generation()))
            .toList();
    List<Action> actions = new ArrayList<>(forks(seen, slots, desired, now));
    actions.addAll(stops(seen, slots, desired, now));
    return actions;
  }

  /**
   * When nobody is left; what starts may still come to serve, unless it is known that it cannot.
   */
  private static List<Action> giveUp(Snapshot seen) {
    if (seen.workers().isEmpty()) {
      return List.of(new Action.GiveUp());
    }
    if (seen.crashes().outlook() != Outlook.HOPELESS) {
      return List.of();
    }
    return seen.staying().stream().map(worker -> (Action) new Action.Abandon(worker.id())).toList();
  }

  /** Empty places come first; nobody who is well is replaced while there are any. */
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

  /** How many more may be started: JVMs that all start at once keep each other from coming up. */
  private int room(Snapshot seen, long now) {
    long starting =
        seen.workers().stream()
            .filter(
                worker -> worker.stage() == Stage.STARTING && now - worker.since() < START_MILLIS)
            .count();
    return (int) Math.max(0, startingAtOnce - starting);
  }

  private static List<Action> turnover(Snapshot seen, List<Slot> slots, Desired desired) {
    boolean rolling = desired.turnover() == Desired.Turnover.ROLLING;
    boolean quiet =
        slots.stream().allMatch(slot -> slot.isServed() && !slot.isChanging())
            && seen.workers().size() == slots.size();
    if (rolling && !quiet) {
      return List.of();
    }
    return slots.stream()
        .filter(Slot::isOutdated)
        .limit(rolling ? 1 : slots.size())
        .map(slot -> (Action) new Action.Fork(slot.slot(), desired.generation()))
        .toList();
  }

  private List<Action> stops(Snapshot seen, List<Slot> slots, Desired desired, long now) {
    List<Action> stops = new ArrayList<>();
    for (WorkerView worker : seen.staying()) {
      if (worker.slot() > slots.size()) {
        stops.add(new Action.Stop(worker.id(), "it is one too many"));
      }
    }
    boolean all = slots.stream().allMatch(slot -> hasTakenOver(slot.successor(), now));
    boolean mayGo =
        isProven(seen, desired, now) && (all || desired.turnover() == Desired.Turnover.ROLLING);
    for (Slot slot : slots) {
      for (WorkerView worker : toStop(slot, mayGo, now)) {
        stops.add(new Action.Stop(worker.id(), "another has taken its place"));
      }
    }
    return stops;
  }

  private List<WorkerView> toStop(Slot slot, boolean mayGo, long now) {
    return mayGo && hasTakenOver(slot.successor(), now) ? slot.others() : slot.surplus();
  }

  private boolean hasTakenOver(@Nullable WorkerView successor, long now) {
    return successor != null
        && successor.hasServed(options.startup().warmUp().toMillis(), now)
        && !successor.suspended();
  }

  /** True if a worker of the wanted generation is there, whatever will become of it. */
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
