package dev.prefork.internal.supervisor.plan;

import dev.prefork.internal.supervisor.ChangeController;
import dev.prefork.internal.supervisor.NotificationThread;
import dev.prefork.internal.supervisor.SupervisorCommand;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** A supervisor's decisions carried out on workers that are only imagined, in time that is, too. */
final class Simulation implements AutoCloseable {
  private static final long TICK = 100;
  private static final double MIDDLE = 0.5;
  private static final int MANY = 1024;

  /**
   * What becomes of a worker.
   *
   * @param boot when it is ready, after its fork
   * @param end when it ends by itself, after its fork
   * @param drain how long it takes to stop
   */
  record Fate(long boot, long end, long drain) {
    static final Fate GOOD = new Fate(500, Long.MAX_VALUE, 1000);

    static Fate dyingAfter(long end) {
      return new Fate(500, end, 1000);
    }
  }

  private record Actor(WorkerView seen, long forked, Fate fate) {
    Actor with(Stage life, long now) {
      WorkerView next =
          new WorkerView(
              seen.id(),
              seen.slot(),
              seen.generation(),
              life,
              now,
              now,
              false,
              seen.overLimit(),
              true);
      return new Actor(next, forked, fate);
    }
  }

  private final SupervisorOptions options;
  private final NotificationThread notifications = new NotificationThread();
  private final ChangeController orders;
  private final IntFunction<Fate> fates;
  private final List<String> notes = new ArrayList<>();
  private List<Actor> actors = new ArrayList<>();
  private CrashLoop crashes = CrashLoop.NONE;
  private boolean everServed;
  private int forks;
  private long now;
  private int memoryFor = MANY;
  private int parallel = 1;
  private int fewestServing = Integer.MAX_VALUE;
  private int mostProcesses;

  /**
   * Begins.
   *
   * @param fates by the worker's number
   */
  Simulation(int workers, IntFunction<Fate> fates) {
    this.options = Scenes.options().withWorkers(workers);
    this.orders =
        new ChangeController(options, notifications, () -> Ledger.EMPTY, (_, _, _, _) -> "");
    this.fates = fates;
    notifications.add(notes::add);
  }

  /** Returns all notes up to now. */
  List<String> notes() {
    CompletableFuture<Boolean> delivered = new CompletableFuture<>();
    notifications.complete(delivered, true);
    notifications.flush();
    delivered.join();
    return List.copyOf(notes);
  }

  CrashLoop crashes() {
    return crashes;
  }

  int forks() {
    return forks;
  }

  Report end() {
    return orders.end();
  }

  int fewestServing() {
    return fewestServing;
  }

  int mostProcesses() {
    return mostProcesses;
  }

  List<Integer> generations() {
    return actors.stream().map(actor -> actor.seen().generation()).toList();
  }

  /** Lets time go by; what is counted is counted anew. */
  Simulation run(long millis) {
    fewestServing = Integer.MAX_VALUE;
    mostProcesses = 0;
    for (long end = now + millis; now < end && orders.end() == null; now += TICK) {
      live();
      act();
      count();
    }
    return this;
  }

  /** From now on there is memory for so many workers. */
  Simulation memoryFor(int workers) {
    memoryFor = workers;
    return this;
  }

  /** From now on so many workers may be replaced at a time. */
  Simulation parallel(int workers) {
    parallel = workers;
    return this;
  }

  int serving() {
    return (int) actors.stream().filter(actor -> actor.seen().isServing()).count();
  }

  CompletableFuture<Report> order(SupervisorCommand.Order order) {
    CompletableFuture<Report> answer = new CompletableFuture<>();
    orders.take(new SupervisorCommand.Request(order, _ -> {}, answer), now);
    notifications.flush();
    return answer;
  }

  private void live() {
    List<Actor> next = new ArrayList<>();
    for (Actor actor : actors) {
      WorkerView seen = actor.seen();
      boolean left = seen.stage() == Stage.DRAINING && now - seen.since() >= actor.fate().drain();
      if (now - actor.forked() >= actor.fate().end()) {
        die(seen);
      } else if (!left && seen.stage() != Stage.KILLED) {
        boolean ready =
            seen.stage() == Stage.STARTING && now - actor.forked() >= actor.fate().boot();
        everServed |= ready;
        next.add(ready ? actor.with(Stage.SERVING, now) : actor);
      }
    }
    actors = next;
  }

  private void die(WorkerView seen) {
    if (seen.stage() == Stage.DRAINING) {
      return;
    }
    boolean steady = seen.hasServed(options.restarts().minUptime().toMillis(), now);
    if (!steady) {
      crashes = crashes.failed(options.restarts(), now, MIDDLE);
    }
    String text = "worker " + seen.id() + " died";
    orders.onFailure(
        new WorkerFailure(
            seen.slot(), seen.generation(), steady, Outlook.OPEN, text, List.of("last words")),
        crashes);
  }

  private void act() {
    Snapshot snapshot = snapshot();
    crashes = crashes.reviewed(options.restarts(), snapshot.workers(), now);
    for (Action action : new Planner(options, MANY).plan(snapshot, orders.desired(), now)) {
      act(action);
    }
    if (orders.review(snapshot(), now)) {
      crashes = CrashLoop.NONE;
    }
    notifications.flush();
  }

  private Snapshot snapshot() {
    return new Snapshot(actors.stream().map(Actor::seen).toList(), crashes, everServed, parallel);
  }

  private void act(Action action) {
    switch (action) {
      case Action.Fork(int slot, int generation) when actors.size() >= memoryFor -> {
        WorkerFailure failure =
            new WorkerFailure(slot, generation, true, Outlook.OPEN, "low memory", List.of());
        orders.onShortage(failure, crashes, now);
      }
      case Action.Fork(int slot, int generation) -> {
        int id = ++forks;
        WorkerView seen =
            new WorkerView(id, slot, generation, Stage.STARTING, now, now, false, false, true);
        actors.add(new Actor(seen, now, fates.apply(id)));
      }
      case Action.Stop(int worker, _) -> become(worker, Stage.DRAINING);
      case Action.Kill(int worker, _) -> become(worker, Stage.KILLED);
      case Action.FailStart _ -> orders.failStart(null, now);
      default -> {} // everybody is well here, but for those who die
    }
  }

  private void become(int worker, Stage life) {
    actors.replaceAll(actor -> actor.seen().id() == worker ? actor.with(life, now) : actor);
  }

  private void count() {
    fewestServing = Math.min(fewestServing, serving());
    mostProcesses = Math.max(mostProcesses, actors.size());
  }

  @Override
  public void close() {
    notifications.end();
  }
}
