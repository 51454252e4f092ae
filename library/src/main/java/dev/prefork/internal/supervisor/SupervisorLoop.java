package dev.prefork.internal.supervisor;

import dev.prefork.ClusterEvent;
import dev.prefork.Exit;
import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Ready;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.host.Memory;
import dev.prefork.internal.host.ServiceManager;
import dev.prefork.internal.supervisor.aot.Suspicion;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.internal.supervisor.plan.Action;
import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.internal.supervisor.plan.MemoryGuard;
import dev.prefork.internal.supervisor.plan.Outlook;
import dev.prefork.internal.supervisor.plan.Planner;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.internal.supervisor.program.ProgramWatch;
import dev.prefork.internal.supervisor.service.SystemdNotifier;
import dev.prefork.internal.supervisor.service.UnusedSockets;
import dev.prefork.internal.supervisor.sizing.JvmSizing;
import dev.prefork.model.ExitStatus;
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
 * The thread that keeps the workers: it opens mail, has the planner say what to do, does it, and
 * publishes what is known. Nothing here is locked; nothing here waits for a worker.
 */
public final class SupervisorLoop {
  private static final long TICK_MILLIS = 100;
  private static final long MOST_ABSENT_MILLIS = 1000;

  private final SupervisorOptions options;
  private final long startNanos = System.nanoTime();
  private final BlockingQueue<SupervisorCommand> mailbox = new LinkedBlockingQueue<>();
  private final NotificationThread telling;
  private final Planner planner;
  private final Admission admission;
  private final HealthMonitor rounds;
  private final WorkerPool crew;
  private final ChangeController orders;
  private final StatusReporter overview;
  private final JvmSizing tuning;
  private final MemoryGuard memory = new MemoryGuard(Memory::ofThisProcess);
  private final SystemdNotifier notices;
  private final UnusedSockets unused;
  private final Watches watches;
  private final LateStarts late;
  private final ProgramWatch watch;
  private CrashLoop crashes = CrashLoop.NONE;
  private long lastTurn;
  private @Nullable WorkerFailure lastAccident;
  private volatile ClusterStatus status;
  private volatile Map<Integer, Worker> workers = Map.of();

  public SupervisorLoop(
      SupervisorOptions options, NotificationThread telling, WorkerLogs logs, boolean force) {
    this.options = options;
    this.telling = telling;
    this.planner = new Planner(options, Sizing.ofThisProcess().startingAtOnce());
    this.rounds = new HealthMonitor(options, telling, mailbox::add);
    this.admission = new Admission(options.boot().readiness(), mailbox::add);
    this.crew = new WorkerPool(options, telling, logs, admission);
    this.tuning = new JvmSizing(options, telling::note);
    MemoryRoom room = new MemoryRoom(memory, crew, tuning);
    room.requireToStart(options, force);
    this.orders = new ChangeController(options, telling, crew::ledger, room);
    this.overview = new StatusReporter(options, crew, orders, logs);
    this.notices = new SystemdNotifier(ServiceManager.ofThisProcess(), options.drain());
    this.unused = new UnusedSockets(ActivatedSockets.ofThisProcess(), telling::note);
    this.late = new LateStarts(options, telling, mailbox::add);
    this.watches = new Watches(telling);
    this.watch = new ProgramWatch(telling::note);
    this.status = describe();
  }

  public ClusterStatus status() {
    return status;
  }

  /** Those whose process has not ended, by number. */
  public Map<Integer, Worker> workers() {
    return workers;
  }

  public void post(SupervisorCommand mail) {
    mailbox.add(mail);
  }

  public void hear(ClusterEvent event) {
    if (event instanceof Online
        || event instanceof Listening
        || event instanceof Ready
        || event instanceof Exit) {
      mailbox.add(new SupervisorCommand.Happened(event));
    }
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** Until it is over. Returns how it ended. */
  public Report run() {
    try (notices) {
      attempt(this::turn);
      while (orders.end() == null) {
        openAll();
        attempt(this::turn);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    return Objects.requireNonNull(orders.end());
  }

  /** A fault is a defect of ours, and the workers are to be kept all the same. */
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "supervising failed", e);
    }
  }

  private void turn() {
    long now = now();
    if (now - lastTurn > MOST_ABSENT_MILLIS) {
      crew.wards().forEach(ward -> ward.isWell(now)); // who did not listen cannot complain
    }
    lastTurn = now;
    rounds.begin(crew.wards(), now);
    late.look(crew.wards(), now);
    if (watch.isBack(orders.version().program(), now)) {
      crashes = CrashLoop.NONE; // what failed by that will not
    }
    Snapshot seen = crew.snapshot(crashes);
    crashes = crashes.reviewed(options.restarts(), seen.workers(), now);
    List<Action> plan = planner.plan(seen, orders.desired(), now);
    memory.heed(plan, now);
    plan.forEach(action -> carryOut(action, now));
    if (orders.review(crew.snapshot(crashes), now)) {
      crashes = CrashLoop.NONE; // all serve, and what failed meanwhile is gone
    }
    publish();
  }

  private void publish() {
    workers = crew.present();
    status = describe();
    notices.tell(status, now());
    unused.look(status.phase() == ClusterStatus.Phase.RUNNING, now());
    watches.publish(status);
    telling.flush();
    Settings settings = orders.version().pinned();
    tuning.turn(status.phase(), settings, orders.desired().workers(), now());
  }

  private void openAll() throws InterruptedException {
    SupervisorCommand mail = mailbox.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
    for (; mail != null; mail = mailbox.poll()) {
      SupervisorCommand opened = mail;
      attempt(() -> open(opened));
    }
  }

  private void open(SupervisorCommand mail) {
    long now = now();
    switch (mail) {
      case SupervisorCommand.Happened(Listening event) -> onListening(event, now);
      case SupervisorCommand.Happened(Online event) -> onOnline(event);
      case SupervisorCommand.Happened(Exit event) -> onExit(event, now);
      case SupervisorCommand.Happened(Ready event) -> onReady(event, now);
      case SupervisorCommand.Happened _ -> {}
      case SupervisorCommand.Probed probed -> onProbed(probed, now);
      case SupervisorCommand.Answered answered -> onAnswered(answered, now);
      case SupervisorCommand.Observed observed -> onObserved(observed, now);
      case SupervisorCommand.Dumped dumped -> onDumped(dumped, now);
      case SupervisorCommand.Request request -> onRequest(request, now);
      case SupervisorCommand.Watch watch -> watches.add(watch);
    }
  }

  private void onRequest(SupervisorCommand.Request request, long now) {
    int before = orders.desired().generation();
    orders.take(request, now);
    if (orders.desired().generation() != before) {
      crashes = CrashLoop.NONE; // what comes is not what has failed
    }
    if (orders.isStopping()) {
      crew.dismissAll();
    }
  }

  private void onDumped(SupervisorCommand.Dumped dumped, long now) {
    SupervisedWorker ward = crew.ward(dumped.worker());
    if (ward != null && ward.life() == Stage.CONDEMNED) {
      crew.dumped(ward, dumped.file(), now);
    }
  }

  private void onListening(Listening event, long now) {
    SupervisedWorker ward = crew.ward(event.worker().id());
    if (ward != null) {
      crew.listens(ward, event);
      if (admission.listens(event)) {
        becomesReady(ward, now);
      }
    }
  }

  private void onOnline(Online event) {
    SupervisedWorker ward = crew.ward(event.worker().id());
    if (ward != null) {
      ward.connects();
    }
  }

  private void onObserved(SupervisorCommand.Observed observed, long now) {
    SupervisedWorker ward = crew.ward(observed.worker());
    if (ward != null) {
      late.observed(ward, observed.activity(), now);
    }
  }

  private void onReady(Ready event, long now) {
    SupervisedWorker ward = crew.ward(event.worker().id());
    if (ward != null && admission.saysSo()) {
      becomesReady(ward, now);
    }
  }

  private void onProbed(SupervisorCommand.Probed probed, long now) {
    SupervisedWorker ward = crew.ward(probed.worker());
    if (ward != null && probed.problem().isEmpty()) {
      becomesReady(ward, now);
    } else if (ward != null) {
      ward.obstacle(probed.problem());
    }
  }

  private void becomesReady(SupervisedWorker ward, long now) {
    if (ward.life() == Stage.STARTING) {
      crew.serves(ward, now);
    }
  }

  private void onAnswered(SupervisorCommand.Answered answered, long now) {
    SupervisedWorker ward = crew.ward(answered.worker());
    if (ward != null) {
      ward.asked(false);
      if (answered.vitals() != null) {
        rounds.answered(ward, answered.vitals(), now);
      }
    }
  }

  private void onExit(Exit event, long now) {
    SupervisedWorker ward = crew.ward(event.worker().id());
    if (ward != null) {
      suspect(ward, event.status());
      onEnd(ward, crew.ended(ward, event.status(), now), now);
    }
  }

  private void onEnd(SupervisedWorker ward, WorkerPool.End end, long now) {
    WorkerFailure accident = end.accident();
    boolean closed = !crashes.open();
    if (accident != null) {
      count(accident, now);
    }
    boolean last = accident != null && isGivenUp() && orders.end() == null;
    if (!ward.isAbandoned() && !last) { // the report of the end says it
      telling.note(end.text());
    }
    if (accident != null) {
      onAccident(accident, closed);
    }
  }

  /** True if the planner is about to give up. */
  private boolean isGivenUp() {
    boolean nobody = crew.isEmpty() || crashes.outlook() == Outlook.HOPELESS;
    return nobody
        && !crew.hasEverServed()
        && !orders.isStopping()
        && crashes.isHopeless(options.restarts());
  }

  /** What was added to its options is to be none of the reasons why it has ended. */
  private void suspect(SupervisedWorker ward, ExitStatus status) {
    ReleasedSettings version = orders.versionIfKnown(ward.generation());
    boolean possible = Suspicion.isPossible(status, ward.hasConnected(), crew.lastLines(ward));
    if (version != null && possible && !ward.isDismissed()) {
      tuning.hasFailed(version.pinned());
    }
  }

  private void count(WorkerFailure accident, long now) {
    lastAccident = accident;
    if (!accident.steady()) {
      double random = ThreadLocalRandom.current().nextDouble();
      crashes = crashes.failed(options.restarts(), now, random).with(accident.outlook());
    }
  }

  private void onAccident(WorkerFailure accident, boolean closed) {
    if (closed && crashes.open()) {
      telling.note(crashes.note(options.restarts(), accident));
    }
    orders.onAccident(accident, crashes);
  }

  private void carryOut(Action action, long now) {
    switch (action) {
      case Action.Fork _ when memory.isPausing(now) -> {}
      case Action.Fork fork -> forkIfThereIsMemory(fork, now);
      case Action.Stop(int worker, String reason) -> crew.stop(crew.require(worker), reason, now);
      case Action.Abandon(int worker) -> crew.abandon(crew.require(worker), now);
      case Action.Kill(int worker, String reason) -> crew.kill(crew.require(worker), reason, now);
      case Action.DumpThreads(int worker, String reason) ->
          condemn(crew.require(worker), reason, now);
      case Action.Suspend(int worker) -> crew.suspend(crew.require(worker), now);
      case Action.Resume(int worker) -> crew.resume(crew.require(worker));
      case Action.GiveUp _ -> orders.giveUp(lastAccident, now);
    }
  }

  /** A change that was to bring it has failed by that, and need not wait for its end. */
  private void condemn(SupervisedWorker ward, String reason, long now) {
    crew.condemn(ward, reason, now, mailbox::add);
    WorkerFailure loss = crew.loss(ward, now);
    crashes = crashes.with(loss.outlook());
    orders.onAccident(loss, crashes);
  }

  private void forkIfThereIsMemory(Action.Fork fork, long now) {
    if (memory.runsShort(crew.count(Stage.STARTING), now)) {
      telling.note(memory.note());
      orders.onShortage(memory.accident(fork), crashes, now);
    } else {
      fork(fork, now);
    }
  }

  /** One that cannot be forked has failed as one that has ended. */
  private void fork(Action.Fork fork, long now) {
    ReleasedSettings version = orders.version(fork.generation());
    String missing = version.program().missing();
    if (missing.isEmpty()) {
      fork(fork, version.pinned(), now);
    } else if (!crew.hasEverServed() || !orders.mayWait(fork.slot(), fork.generation())) {
      failed(fork, Outlook.HOPELESS, ProgramWatch.gone(missing), now);
    } // else it is asked for again, until the program is back
  }

  private void fork(Action.Fork fork, Settings settings, long now) {
    try {
      List<String> options = tuning.options(settings, orders.sharers());
      crew.fork(fork.slot(), fork.generation(), settings, options, now);
    } catch (RuntimeException e) {
      System.getLogger("dev.prefork").log(Level.DEBUG, "forking failed", e);
      failed(fork, Outlook.OPEN, String.valueOf(e.getMessage()), now);
    }
  }

  private void failed(Action.Fork fork, Outlook outlook, String reason, long now) {
    String text = "a worker cannot be started: " + reason;
    telling.note(text);
    boolean closed = !crashes.open();
    WorkerFailure accident = fork.failed(outlook, text);
    count(accident, now);
    onAccident(accident, closed);
  }

  private ClusterStatus describe() {
    WorkerFailure last = lastAccident;
    String broken = last == null ? "" : crashes.note(options.restarts(), last);
    String note = StatusReporter.joined(watch.note(), broken, memory.shortage());
    return overview.status(crashes.open(), note);
  }
}
