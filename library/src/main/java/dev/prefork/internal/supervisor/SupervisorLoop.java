package dev.prefork.internal.supervisor;

import dev.prefork.ClusterEvent;
import dev.prefork.Exit;
import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Ready;
import dev.prefork.Worker;
import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.host.Memory;
import dev.prefork.internal.host.ServiceManager;
import dev.prefork.internal.supervisor.aot.CacheStart;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.internal.supervisor.plan.Action;
import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.internal.supervisor.plan.MemoryGuard;
import dev.prefork.internal.supervisor.plan.Outlook;
import dev.prefork.internal.supervisor.plan.Parallelism;
import dev.prefork.internal.supervisor.plan.Planner;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.internal.supervisor.program.ProgramWatch;
import dev.prefork.internal.supervisor.service.SystemdNotifier;
import dev.prefork.internal.supervisor.service.UnusedSockets;
import dev.prefork.internal.supervisor.sizing.JvmSizing;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.Sizing;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the supervisor's thread: handles commands, executes the planner's actions and publishes the
 * status. Nothing here locks or waits for a worker; other threads post commands to a queue.
 */
public final class SupervisorLoop {
  private final SupervisorOptions options;
  private final long startNanos = System.nanoTime();
  private final BlockingQueue<SupervisorCommand> commands = new LinkedBlockingQueue<>();
  private final NotificationThread notifications;
  private final Planner planner;
  private final Admission admission;
  private final HealthMonitor health;
  private final SlowStart slowStart;
  private final WorkerPool pool;
  private final Parallelism parallelism;
  private final ChangeController changes;
  private final StatusReporter reporter;
  private final JvmSizing sizing;
  private final AotRecorder recorder;
  private final MemoryGuard memory = new MemoryGuard(Memory::ofThisProcess);
  private final SystemdNotifier systemd;
  private final UnusedSockets unused;
  private final Watches watches;
  private final LateStarts late;
  private final ProgramWatch watch;
  private final Pace pace;
  private final StartEvents events;
  private CrashLoop crashes = CrashLoop.NONE;
  private @Nullable WorkerFailure lastFailure;
  private final PublishedStatus published;
  private volatile Map<Integer, Worker> workers = Map.of();

  public SupervisorLoop(
      SupervisorOptions options, NotificationThread notifications, WorkerLogs logs, boolean force) {
    this.options = options;
    this.notifications = notifications;
    this.planner = new Planner(options, Sizing.ofThisProcess().maxConcurrentStarts());
    this.health = new HealthMonitor(options, notifications, commands::add);
    this.admission = new Admission(options.startup(), commands::add);
    this.slowStart = new SlowStart(options.startup().warmUp());
    this.pool = new WorkerPool(options, notifications, logs, admission, slowStart);
    this.sizing = new JvmSizing(options);
    this.recorder = new AotRecorder(options.aotCache(), pool, notifications::note);
    MemoryRoom room = new MemoryRoom(memory, pool, sizing);
    room.requireToStart(options, force);
    this.changes = new ChangeController(options, notifications, pool::ledger, room);
    this.parallelism = Parallelism.of(options.startup());
    this.reporter = new StatusReporter(options, pool, changes, logs, recorder);
    ServiceManager manager = ServiceManager.ofThisProcess();
    this.systemd = new SystemdNotifier(manager, options.drainTimeout());
    this.pace = new Pace(options.health(), manager.watchdogInterval());
    this.unused = new UnusedSockets(ActivatedSockets.ofThisProcess(), notifications::note);
    this.late = new LateStarts(options, notifications, commands::add);
    this.events = new StartEvents(pool, admission, late);
    this.watches = new Watches(notifications);
    this.watch = new ProgramWatch(notifications::note);
    Runnable publish = () -> commands.add(new SupervisorCommand.Publish());
    notifications.onPending(publish);
    this.published = new PublishedStatus(describe(), publish);
  }

  /** Returns the current status. Any thread. */
  public ClusterStatus status() {
    return published.current();
  }

  /** Returns the workers whose process has not exited, by number. Any thread. */
  public Map<Integer, Worker> workers() {
    return workers;
  }

  public void post(SupervisorCommand command) {
    commands.add(command);
  }

  public void onEvent(ClusterEvent event) {
    switch (event) {
      case Online _, Listening _, Ready _, Exit _ ->
          commands.add(new SupervisorCommand.Happened(event));
      default -> {}
    }
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** Runs until the cluster has stopped, and returns the report. */
  public Report run() {
    try (systemd) {
      attempt(this::reconcile);
      while (changes.end() == null) {
        boolean due = awaitPass();
        attempt(due && pace.isSteady() ? this::check : this::reconcile);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the supervisor thread was interrupted", e);
    }
    return Objects.requireNonNull(changes.end());
  }

  /** An exception is a defect of Prefork; the workers must survive it. */
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a step of the supervisor failed", e);
    }
  }

  /** A pass in which nothing but figures can have changed. What it finds begins a whole one. */
  private void check() {
    long now = now();
    if (pace.isStalled(now) || !areSteady()) {
      reconcile();
      return;
    }
    pace.pass(true, now);
    health.begin(pool.all(), now);
    boolean _ = watch.isBack(changes.version().program(), now);
    systemd.keepAlive(now);
    unused.check(true, now);
    published.expire();
    recorder.review(published.last().state(), changes.version().pinned(), now);
  }

  private boolean areSteady() {
    return pool.all().stream().allMatch(SupervisedWorker::isSteady);
  }

  private void reconcile() {
    long now = now();
    if (pace.isStalled(now)) {
      pool.all()
          .forEach(supervised -> supervised.markHealthy(now)); // answers may wait in the queue
    }
    pace.pass(false, now);
    boolean answered = areSteady();
    health.begin(pool.all(), now);
    late.check(pool.all(), now);
    if (watch.isBack(changes.version().program(), now)) {
      crashes = CrashLoop.NONE; // the cause of the failures is gone
    }
    slowStart.review(pool, published.last().state(), now);
    Snapshot seen = snapshot();
    crashes = crashes.reviewed(options.restarts(), seen.workers(), now);
    List<Action> plan = planner.plan(seen, changes.desired(), now);
    memory.update(plan, now);
    plan.forEach(action -> execute(action, now));
    if (changes.review(pool.snapshot(crashes, seen.parallel()), now)) {
      crashes = CrashLoop.NONE; // all workers serve
    }
    publish();
    pace.pass(answered && Pace.isSteady(published.last(), crashes), now);
  }

  private Snapshot snapshot() {
    int parallel = changes.isReplacing() ? parallelism.during(pool.processorsInUse()) : 1;
    return pool.snapshot(crashes, parallel);
  }

  private void publish() {
    workers = pool.present();
    ClusterStatus status = describe();
    published.set(status);
    systemd.publish(status, now());
    unused.check(status.state() == ClusterStatus.State.RUNNING, now());
    watches.publish(status);
    notifications.flush();
    recorder.review(status.state(), changes.version().pinned(), now());
  }

  /**
   * Handles commands until one of them, or the time, requires a pass.
   *
   * @return true if the time does
   */
  private boolean awaitPass() throws InterruptedException {
    boolean news = false;
    while (!news) {
      SupervisorCommand command = commands.poll(pace.left(now()), TimeUnit.MILLISECONDS);
      if (command == null) {
        return true;
      }
      for (; command != null; command = commands.poll()) {
        SupervisorCommand next = command;
        attempt(() -> handle(next));
        news |= pace.isNews(next, pool::find);
        published.expire();
      }
    }
    return false;
  }

  private void handle(SupervisorCommand command) {
    long now = now();
    switch (command) {
      case SupervisorCommand.Happened(Listening event) -> events.onListening(event, now);
      case SupervisorCommand.Happened(Online event) -> events.onOnline(event);
      case SupervisorCommand.Happened(Exit event) -> onExit(event, now);
      case SupervisorCommand.Happened(Ready event) -> events.onReady(event, now);
      case SupervisorCommand.Probed probed -> events.onProbed(probed, now);
      case SupervisorCommand.Warming warming -> events.onWarming(warming, now);
      case SupervisorCommand.Answered answered -> onAnswered(answered, now);
      case SupervisorCommand.Observed observed -> events.onObserved(observed, now);
      case SupervisorCommand.Dumped dumped -> onDumped(dumped, now);
      case SupervisorCommand.Request request -> onRequest(request, now);
      case SupervisorCommand.Watch watch -> watches.add(watch);
      case SupervisorCommand.Happened _, SupervisorCommand.Publish _ -> {} // the pass publishes
    }
  }

  private void onRequest(SupervisorCommand.Request request, long now) {
    int before = changes.desired().generation();
    changes.take(request, now);
    if (changes.desired().generation() != before) {
      crashes = CrashLoop.NONE; // the failures are those of another generation
    }
    if (changes.isStopping()) {
      pool.markAllVoluntary();
    }
  }

  private void onDumped(SupervisorCommand.Dumped dumped, long now) {
    SupervisedWorker supervised = pool.find(dumped.worker());
    if (supervised != null && supervised.stage() == Stage.DUMPING) {
      pool.dumped(supervised, dumped.file(), now);
    }
  }

  private void onAnswered(SupervisorCommand.Answered answered, long now) {
    SupervisedWorker supervised = pool.find(answered.worker());
    if (supervised != null) {
      supervised.checking(false);
      if (answered.health() != null) {
        health.answered(supervised, answered.health(), now);
      }
    }
  }

  private void onExit(Exit event, long now) {
    SupervisedWorker supervised = pool.find(event.worker().id());
    if (supervised != null) {
      ReleasedSettings version = changes.versionIfKnown(supervised.generation());
      recorder.ended(supervised, event.status(), version == null ? null : version.pinned());
      onEnd(supervised, pool.ended(supervised, event.status(), now), now);
    }
  }

  private void onEnd(SupervisedWorker supervised, WorkerPool.End end, long now) {
    WorkerFailure failure = end.failure();
    boolean closed = !crashes.open();
    if (failure != null) {
      count(failure, now);
    }
    boolean last = failure != null && isFailingStart() && changes.end() == null;
    if (!supervised.isDiscarded() && !last) { // the last one is in the final report
      notifications.note(end.text());
    }
    if (failure != null) {
      onFailure(failure, closed);
    }
  }

  /** Returns whether the planner is about to end the supervisor, as no worker becomes ready. */
  private boolean isFailingStart() {
    boolean none = pool.isEmpty() || crashes.outlook() == Outlook.IMPOSSIBLE;
    return none
        && !pool.hasEverServed()
        && !changes.isStopping()
        && crashes.isFinal(options.restarts());
  }

  private void count(WorkerFailure failure, long now) {
    lastFailure = failure;
    if (!failure.steady()) {
      double random = ThreadLocalRandom.current().nextDouble();
      crashes = crashes.failed(options.restarts(), now, random).with(failure.outlook());
    }
  }

  private void onFailure(WorkerFailure failure, boolean closed) {
    if (closed && crashes.open()) {
      notifications.note(crashes.note(options.restarts(), failure));
    }
    changes.onFailure(failure, crashes);
  }

  private void execute(Action action, long now) {
    switch (action) {
      case Action.Fork _ when memory.isDelaying(now) -> {}
      case Action.Fork fork -> forkWithinMemory(fork, now);
      case Action.Stop(int worker, String reason) -> pool.stop(pool.require(worker), reason, now);
      case Action.Discard(int worker) -> pool.discard(pool.require(worker), now);
      case Action.Kill(int worker, String reason) -> pool.kill(pool.require(worker), reason, now);
      case Action.DumpThreads(int worker, String reason) ->
          dumpThreads(pool.require(worker), reason, now);
      case Action.Suspend(int worker) -> pool.suspend(pool.require(worker), now);
      case Action.Resume(int worker) -> pool.resume(pool.require(worker));
      case Action.FailStart _ -> changes.failStart(lastFailure, now);
    }
  }

  /** A change that started the worker fails now, without waiting for the exit. */
  private void dumpThreads(SupervisedWorker supervised, String reason, long now) {
    pool.dumpThreads(supervised, reason, now, commands::add);
    WorkerFailure loss = pool.failureOf(supervised, now);
    crashes = crashes.with(loss.outlook());
    changes.onFailure(loss, crashes);
  }

  private void forkWithinMemory(Action.Fork fork, long now) {
    if (memory.isLow(pool.count(Stage.STARTING), now)) {
      notifications.note(memory.note());
      changes.onShortage(memory.failure(fork), crashes, now);
    } else {
      fork(fork, now);
    }
  }

  /** A fork that fails counts as a failure of the worker. */
  private void fork(Action.Fork fork, long now) {
    ReleasedSettings version = changes.version(fork.generation());
    String missing = version.program().missing();
    if (missing.isEmpty()) {
      fork(fork, version, now);
    } else if (!pool.hasEverServed() || !changes.mayWait(fork.slot(), fork.generation())) {
      failed(fork, Outlook.IMPOSSIBLE, ProgramWatch.describeMissing(missing), now);
    } // else the planner requests the fork again, until the program is back
  }

  private void fork(Action.Fork fork, ReleasedSettings version, long now) {
    CacheStart cache = recorder.start(version.pinned());
    try {
      List<String> options = sizing.options(version.pinned(), changes.sharers());
      pool.fork(fork, version, options, cache, now);
    } catch (RuntimeException e) {
      recorder.cancel(cache);
      System.getLogger("dev.prefork").log(Level.DEBUG, "a fork failed", e);
      failed(fork, Outlook.OPEN, String.valueOf(e.getMessage()), now);
    }
  }

  private void failed(Action.Fork fork, Outlook outlook, String reason, long now) {
    String text = "cannot start a worker: " + reason;
    notifications.note(text);
    boolean closed = !crashes.open();
    WorkerFailure failure = fork.failed(outlook, text);
    count(failure, now);
    onFailure(failure, closed);
  }

  private ClusterStatus describe() {
    WorkerFailure last = lastFailure;
    String broken = last == null ? "" : crashes.note(options.restarts(), last);
    String note = StatusReporter.joined(watch.note(), broken, memory.shortage());
    return reporter.status(crashes.open(), note);
  }
}
