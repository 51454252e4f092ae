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
      Action action = care(worker, now);
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
  private @Nullable Action care(WorkerView worker, long now) {
    long lasts = now - worker.since();
    return switch (worker.life()) {
      case STARTING ->
          lasts > options.boot().patience().toMillis()
              ? new Action.DumpThreads(
                  worker.id(),
                  "it was not ready within " + options.boot().patience().toSeconds() + " s")
              : null;
      case SERVING -> health(worker, now - worker.wellAt());
      case LEAVING ->
          lasts > options.drain().toMillis()
              ? new Action.Kill(worker.id(), "its time to stop was over")
              : null;
      case DUMPED -> new Action.Kill(worker.id(), "it was given up on");
      case CONDEMNED, KILLED -> null;
    };
  }

  private @Nullable Action health(WorkerView worker, long unwell) {
    HealthOptions health = options.health();
    if (health.interval().isZero()) {
      return null;
    }
    if (unwell > health.killAfter().toMillis()) {
      return new Action.DumpThreads(worker.id(), "it hung");
    }
    boolean suspect = unwell > health.suspectAfter().toMillis();
    if (suspect == worker.suspended()) {
      return null;
    }
    return suspect ? new Action.Suspend(worker.id()) : new Action.Resume(worker.id());
  }

  private static List<Action> end(Snapshot seen, Desired.End end) {
    List<Action> actions = new ArrayList<>();
    for (WorkerView worker : seen.workers()) {
      if (end == Desired.End.NOW && worker.life() != Stage.KILLED) {
        actions.add(new Action.Kill(worker.id(), "the cluster ends at once"));
      } else if (worker.life().isStaying()) {
        actions.add(new Action.Stop(worker.id(), "the cluster ends"));
      }
    }
    return actions;
  }

  private List<Action> populate(Snapshot seen, Desired desired, long now) {
    if (!seen.everServed() && seen.crashes().isHopeless(options.restarts())) {
      return giveUp(seen);
    }
    List<Slot> places =
        IntStream.rangeClosed(1, desired.workers())
            .mapToObj(slot -> seen.place(slot, desired.generation()))
            .toList();
    List<Action> actions = new ArrayList<>(forks(seen, places, desired, now));
    actions.addAll(stops(seen, places, desired, now));
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
  private List<Action> forks(Snapshot seen, List<Slot> places, Desired desired, long now) {
    if (!seen.crashes().mayFork(seen.workers(), now)) {
      return List.of();
    }
    List<Action> forks = new ArrayList<>();
    boolean proven = isProven(seen, desired, now);
    boolean onTrial = proven || isTried(seen, desired);
    for (Slot place : places) {
      boolean isNew = proven || !onTrial;
      if (place.isVacant() || (isNew && place.isUseless())) {
        onTrial = true;
        int generation = isNew ? desired.generation() : desired.proven();
        forks.add(new Action.Fork(place.slot(), generation));
      }
    }
    if (forks.isEmpty()) {
      forks.addAll(turnover(seen, places, desired));
    }
    int most = seen.crashes().streak() < 2 ? room(seen, now) : 1;
    return forks.subList(0, Math.min(most, forks.size()));
  }

  /** How many more may be started: JVMs that all start at once keep each other from coming up. */
  private int room(Snapshot seen, long now) {
    long starting =
        seen.workers().stream()
            .filter(
                worker -> worker.life() == Stage.STARTING && now - worker.since() < START_MILLIS)
            .count();
    return (int) Math.max(0, startingAtOnce - starting);
  }

  private static List<Action> turnover(Snapshot seen, List<Slot> places, Desired desired) {
    boolean rolling = desired.turnover() == Desired.Turnover.ROLLING;
    boolean quiet =
        places.stream().allMatch(place -> place.isServed() && !place.isChanging())
            && seen.workers().size() == places.size();
    if (rolling && !quiet) {
      return List.of();
    }
    return places.stream()
        .filter(Slot::isOutdated)
        .limit(rolling ? 1 : places.size())
        .map(place -> (Action) new Action.Fork(place.slot(), desired.generation()))
        .toList();
  }

  private List<Action> stops(Snapshot seen, List<Slot> places, Desired desired, long now) {
    List<Action> stops = new ArrayList<>();
    for (WorkerView worker : seen.staying()) {
      if (worker.slot() > places.size()) {
        stops.add(new Action.Stop(worker.id(), "it is one too many"));
      }
    }
    boolean all = places.stream().allMatch(place -> hasTakenOver(place.successor(), now));
    boolean mayGo =
        isProven(seen, desired, now) && (all || desired.turnover() == Desired.Turnover.ROLLING);
    for (Slot place : places) {
      for (WorkerView worker : leaving(place, mayGo, now)) {
        stops.add(new Action.Stop(worker.id(), "another has taken its place"));
      }
    }
    return stops;
  }

  private List<WorkerView> leaving(Slot place, boolean mayGo, long now) {
    return mayGo && hasTakenOver(place.successor(), now) ? place.others() : place.surplus();
  }

  private boolean hasTakenOver(@Nullable WorkerView successor, long now) {
    return successor != null
        && successor.hasServed(options.boot().warmUp().toMillis(), now)
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
