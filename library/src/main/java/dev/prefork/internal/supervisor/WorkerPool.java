package dev.prefork.internal.supervisor;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.primary.PortNumbers;
import dev.prefork.internal.supervisor.aot.CacheCrash;
import dev.prefork.internal.supervisor.aot.CacheStart;
import dev.prefork.internal.supervisor.health.ThreadDumps;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.internal.supervisor.plan.Action;
import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.internal.supervisor.plan.Outlook;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.internal.supervisor.service.Addresses;
import dev.prefork.internal.supervisor.warmup.WarmUp;
import dev.prefork.internal.worker.WorkerEnvironment;
import dev.prefork.model.BindFailure;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WorkerStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Forks, stops and kills the workers of a supervisor. Confined to the supervisor's thread. */
final class WorkerPool {
  /** The environment variable with the slot of a worker. */
  static final String SLOT = PortNumbers.SLOT;

  private static final int MAX_ENDED = 20;

  private static final String BY_ITSELF =
      "main method has returned and no non-daemon thread is left, or System.exit was called";

  private final SupervisorOptions options;
  private final NotificationThread notifications;
  private final WorkerLogs logs;
  private final Admission admission;
  private final SlowStart slowStart;
  private final ThreadDumps dumps;
  private final Map<Integer, SupervisedWorker> byId = new TreeMap<>();
  private final Deque<WorkerStatus.Ended> ended = new ArrayDeque<>();
  private final Map<Integer, Integer> restarts = new HashMap<>();
  private Ledger endedLedger = Ledger.EMPTY;
  private boolean everServed;

  WorkerPool(
      SupervisorOptions options,
      NotificationThread notifications,
      WorkerLogs logs,
      Admission admission,
      SlowStart slowStart) {
    this.options = options;
    this.admission = admission;
    this.slowStart = slowStart;
    this.notifications = notifications;
    this.logs = logs;
    this.dumps = ThreadDumps.of(options.name());
  }

  /** Returns the workers whose process has not exited, by number. */
  Map<Integer, Worker> present() {
    Map<Integer, Worker> present = new TreeMap<>();
    all().forEach(supervised -> present.put(supervised.worker().id(), supervised.worker()));
    return present;
  }

  Collection<SupervisedWorker> all() {
    return byId.values();
  }

  /** Returns the worker with this number, which must exist. */
  SupervisedWorker require(int number) {
    return Objects.requireNonNull(find(number), "no such worker");
  }

  @Nullable SupervisedWorker find(int worker) {
    return byId.get(worker);
  }

  /** Returns the number of workers at a stage. */
  int count(Stage stage) {
    return (int) byId.values().stream().filter(supervised -> supervised.stage() == stage).count();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  double processorsInUse() {
    return all().stream().mapToDouble(supervised -> supervised.figures().cpu()).sum();
  }

  boolean hasEverServed() {
    return everServed;
  }

  /**
   * Returns the actual state.
   *
   * @param parallel how many workers may be replaced at a time
   */
  Snapshot snapshot(CrashLoop crashes, int parallel) {
    return new Snapshot(
        byId.values().stream().map(SupervisedWorker::view).toList(), crashes, everServed, parallel);
  }

  /**
   * Forks a worker.
   *
   * @param more JVM options in addition to those of the settings
   * @param cache how the JVM starts
   * @throws RuntimeException if the fork fails, with the reason
   */
  void fork(
      Action.Fork fork, ReleasedSettings version, List<String> more, CacheStart cache, long now) {
    Settings settings =
        version.pinned().withSilent(true).withDisconnectGrace(options.gracePeriod());
    Map<String, String> variables =
        Map.of(SLOT, Integer.toString(fork.slot()), WorkerEnvironment.ENDS_WITH_PROGRAM, "true");
    List<String> jvmOptions = new ArrayList<>(more);
    jvmOptions.addAll(cache.options());
    Worker worker =
        Cluster.fork(admission.settings(settings, version.warmUp()), variables, jvmOptions);
    SupervisedWorker supervised = new SupervisedWorker(worker, fork, version.warmUp(), cache, now);
    byId.put(worker.id(), supervised);
    slowStart.forked(supervised);
    logs.attach(worker, fork.slot(), fork.generation());
    closeInput(worker);
  }

  /** A worker that reads its standard input gets the end of the stream at once. */
  private static void closeInput(Worker worker) {
    OutputStream input = worker.stdin();
    try {
      if (input != null) {
        input.close();
      }
    } catch (IOException e) {
      // the worker has exited
    }
  }

  void stop(SupervisedWorker supervised, String reason, long now) {
    notifications.note(supervised.notes().stopping(reason));
    boolean starting = supervised.stage() == Stage.STARTING;
    supervised.markVoluntary();
    supervised.transition(Stage.DRAINING, reason, now);
    if (starting) {
      supervised.worker().kill(); // has no connections, and may not react to a stop
    } else {
      CompletableFuture<Void> _ = supervised.worker().stop();
    }
  }

  void kill(SupervisedWorker supervised, String reason, long now) {
    supervised.transition(
        Stage.KILLED, supervised.reason().isEmpty() ? reason : supervised.reason(), now);
    try {
      supervised.worker().kill(Signal.SIGKILL);
    } catch (IOException e) {
      notifications.note(supervised.notes().unkillable(String.valueOf(e.getMessage())));
    }
  }

  /** Starts a thread dump, after which the planner kills the worker. */
  void dumpThreads(
      SupervisedWorker supervised, String reason, long now, Consumer<SupervisorCommand> mailbox) {
    boolean serving = supervised.stage() == Stage.SERVING;
    String state = serving ? supervised.unhealthyFor(now) : reason;
    String cause = serving ? supervised.healthProblem() : supervised.obstacle();
    notifications.note(supervised.notes().killing(state, cause));
    boolean _ = supervised.worker().suspend();
    supervised.transition(Stage.DUMPING, state + WorkerNotes.suffix(cause), now);
    Thread.ofPlatform()
        .name("prefork-thread-dump-" + supervised.worker().id())
        .daemon(true)
        .start(
            () ->
                mailbox.accept(
                    new SupervisorCommand.Dumped(
                        supervised.worker().id(), dumpThreads(supervised))));
  }

  void suspend(SupervisedWorker supervised, long now) {
    boolean complete = supervised.worker().suspend();
    String problem = supervised.healthProblem();
    String cause = problem.isEmpty() ? supervised.unhealthyFor(now) : problem;
    notifications.note(supervised.notes().outOfRotation(complete, cause));
    supervised.suspended(true);
  }

  void resume(SupervisedWorker supervised) {
    notifications.note(supervised.notes().recovered());
    boolean _ = supervised.worker().resume();
    supervised.suspended(false);
  }

  private @Nullable Path dumpThreads(SupervisedWorker supervised) {
    try {
      return dumps.take(supervised.worker());
    } catch (IOException e) {
      notifications.note(supervised.notes().noThreadDump(String.valueOf(e.getMessage())));
      return null;
    }
  }

  void dumped(SupervisedWorker supervised, @Nullable Path file, long now) {
    if (file != null) {
      notifications.note(supervised.notes().threadDump(file));
    }
    supervised.dumped(file, now);
  }

  void onListening(SupervisedWorker supervised, Listening event) {
    String where = Addresses.text(event);
    supervised.addAddress(where);
    notifications.note(supervised.notes().listening(where));
  }

  void markServing(SupervisedWorker supervised, long now) {
    everServed = true;
    supervised.markServing(now);
    slowStart.begin(supervised, now);
    if (admission.isHolding(supervised.warmUp().requests())) {
      notifications.note(supervised.notes().ready());
      boolean _ = supervised.worker().admit();
    }
  }

  /** A worker has answered its warm-up requests: it serves, unless it had to answer them better. */
  void warmedUp(SupervisedWorker supervised, WarmUp.Result result, long now) {
    if (result.failure().isEmpty()) {
      notifications.note(supervised.notes().warmedUp(result.requests(), result.took()));
    } else {
      notifications.note(supervised.notes().warmUpFailed(result.failure()));
    }
    if (result.failure().isEmpty() || !supervised.warmUp().requests().required()) {
      markServing(supervised, now);
    } else {
      kill(supervised, "warm-up request " + result.failure(), now);
    }
  }

  void discard(SupervisedWorker supervised, long now) {
    supervised.discard();
    kill(supervised, "no worker can serve", now);
  }

  /**
   * The exit of a worker.
   *
   * @param text one line for operators
   * @param failure the failure; null if the supervisor stopped the worker
   */
  record End(String text, @Nullable WorkerFailure failure) {}

  /** Removes a worker whose process has exited. */
  End ended(SupervisedWorker supervised, ExitStatus status, long now) {
    byId.remove(supervised.worker().id());
    BindFailure failure = supervised.hasServed() ? null : supervised.worker().bindFailure();
    HealthReport last = lastHealth(supervised.worker());
    if (last != null) {
      supervised.answered(last, "", now);
    }
    String text = describeEnd(supervised, status, failure);
    boolean crashed = !supervised.isVoluntary() || CacheCrash.isCrash(status);
    endedLedger =
        endedLedger.plus(supervised.ledger(crashed, supervised.isLate(options.gracePeriod(), now)));
    return new End(
        text,
        supervised.isVoluntary()
            ? null
            : failure(supervised, text, outlook(supervised, status, failure), now));
  }

  /** Returns the figures that the worker sent at its end; null if it exited without them. */
  private static @Nullable HealthReport lastHealth(Worker ended) {
    CompletableFuture<HealthReport> health = ended.health();
    return health.state() == Future.State.SUCCESS ? health.resultNow() : null;
  }

  private static String describeEnd(
      SupervisedWorker supervised, ExitStatus status, @Nullable BindFailure failure) {
    if (supervised.stage() == Stage.KILLED && !supervised.isVoluntary()) {
      return supervised.notes().killed(supervised.reason());
    }
    if (supervised.isVoluntary() || supervised.hasServed()) {
      return supervised.notes().exited(status, supervised.moves());
    }
    String cause = failure != null ? Obstacles.of(failure) : status.isSuccess() ? BY_ITSELF : "";
    return supervised.notes().exitedEarly(status, cause);
  }

  /** Returns the outlook for the next worker after this one exited. */
  private static Outlook outlook(
      SupervisedWorker supervised, ExitStatus status, @Nullable BindFailure failure) {
    if (supervised.hasServed()) {
      return Outlook.OPEN;
    }
    if (failure != null && failure.kind().isPermanent() && Obstacles.persists(failure)) {
      return Outlook.IMPOSSIBLE;
    }
    boolean overdue = supervised.stage() == Stage.KILLED;
    return status.isSuccess() || overdue ? Outlook.NO_RETRY : Outlook.OPEN;
  }

  private WorkerFailure failure(
      SupervisedWorker supervised, String text, Outlook outlook, long now) {
    ended.addFirst(supervised.ended(text));
    if (ended.size() > MAX_ENDED) {
      ended.removeLast();
    }
    restarts.merge(supervised.slot(), 1, Integer::sum);
    return failureOf(supervised, text, outlook, now);
  }

  /** Returns the failure of a worker that is about to be killed. */
  WorkerFailure failureOf(SupervisedWorker supervised, long now) {
    Outlook outlook = supervised.hasServed() ? Outlook.OPEN : Outlook.NO_RETRY;
    String text = supervised.notes().killed(supervised.reason());
    return failureOf(supervised, text, outlook, now);
  }

  private WorkerFailure failureOf(
      SupervisedWorker supervised, String text, Outlook outlook, long now) {
    boolean steady = supervised.servedFor(now) >= options.restarts().minUptime().toMillis();
    // a steady worker has written about its work, and a known cause needs no output
    boolean explained = steady || outlook == Outlook.IMPOSSIBLE;
    List<String> lines = explained ? List.of() : lastLines(supervised);
    return new WorkerFailure(
        supervised.slot(), supervised.generation(), steady, outlook, text, lines);
  }

  List<String> lastLines(SupervisedWorker supervised) {
    return logs.lastLines(supervised.worker().id());
  }

  /** Exits from now on are not failures: the cluster is stopping. */
  void markAllVoluntary() {
    byId.values().forEach(SupervisedWorker::markVoluntary);
  }

  Ledger ledger() {
    Ledger sum =
        endedLedger.plus(new Ledger(0, Cluster.redispatched(), Cluster.moved(), 0, 0, 0, Map.of()));
    for (SupervisedWorker supervised : byId.values()) {
      sum = sum.plus(supervised.ledgerSoFar());
    }
    return sum;
  }

  List<WorkerStatus.Ended> ended() {
    return List.copyOf(ended);
  }

  int restarts() {
    return restarts.values().stream().mapToInt(Integer::intValue).sum();
  }

  List<WorkerStatus> statuses() {
    List<WorkerStatus> statuses = new ArrayList<>();
    for (SupervisedWorker supervised : byId.values()) {
      statuses.add(supervised.status(restarts.getOrDefault(supervised.slot(), 0)));
    }
    statuses.sort(Comparator.comparingInt(WorkerStatus::slot).thenComparingInt(WorkerStatus::id));
    return statuses;
  }

  List<String> addresses() {
    return byId.values().stream()
        .flatMap(supervised -> supervised.addresses().stream())
        .distinct()
        .toList();
  }
}
