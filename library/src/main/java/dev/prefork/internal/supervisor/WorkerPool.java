package dev.prefork.internal.supervisor;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.primary.PortNumbers;
import dev.prefork.internal.supervisor.health.ThreadDumps;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.internal.supervisor.plan.CrashLoop;
import dev.prefork.internal.supervisor.plan.Outlook;
import dev.prefork.internal.supervisor.plan.Snapshot;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerFailure;
import dev.prefork.internal.supervisor.service.Addresses;
import dev.prefork.internal.worker.WorkerEnvironment;
import dev.prefork.model.BindFailure;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Readiness;
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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The workers of a supervisor, and what is done to them. Only used on its thread. */
final class WorkerPool {
  /** In the environment of a worker: its place. */
  static final String SLOT = PortNumbers.SLOT;

  private static final int MAX_ENDED = 20;

  /** None of these is how a worker ends that was told to. */
  private static final Set<Signal> CRASHES =
      EnumSet.of(Signal.SIGABRT, Signal.SIGBUS, Signal.SIGSEGV);

  private static final String BY_ITSELF =
      "its main method has returned and no thread was left, or it has called System.exit";

  private final SupervisorOptions options;
  private final NotificationThread notifications;
  private final WorkerLogs logs;
  private final Admission admission;
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
      Admission admission) {
    this.options = options;
    this.admission = admission;
    this.notifications = notifications;
    this.logs = logs;
    this.dumps = ThreadDumps.of(options.name());
  }

  /** Those whose process has not ended, by number. */
  Map<Integer, Worker> present() {
    Map<Integer, Worker> present = new TreeMap<>();
    all().forEach(supervised -> present.put(supervised.worker().id(), supervised.worker()));
    return present;
  }

  Collection<SupervisedWorker> all() {
    return byId.values();
  }

  /** One that must be there: something is planned for it. */
  SupervisedWorker require(int number) {
    return Objects.requireNonNull(find(number), "planned for a worker that is gone");
  }

  @Nullable SupervisedWorker find(int worker) {
    return byId.get(worker);
  }

  /** How many live so. */
  int count(Stage life) {
    return (int) byId.values().stream().filter(supervised -> supervised.stage() == life).count();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  boolean hasEverServed() {
    return everServed;
  }

  Snapshot snapshot(CrashLoop crashes) {
    return new Snapshot(
        byId.values().stream().map(SupervisedWorker::view).toList(), crashes, everServed);
  }

  /**
   * Starts a worker.
   *
   * @param more options for its JVM, beside those of the settings
   * @throws RuntimeException if that is not possible, with the reason
   */
  void fork(int slot, int generation, Settings settings, List<String> more, long now) {
    Settings supervised = settings.withSilent(true).withDisconnectGrace(options.gracePeriod());
    Map<String, String> variables =
        Map.of(SLOT, Integer.toString(slot), WorkerEnvironment.ENDS_WITH_PROGRAM, "true");
    Worker worker = Cluster.fork(admission.settings(supervised), variables, more);
    byId.put(worker.id(), new SupervisedWorker(worker, slot, generation, now));
    logs.attach(worker, slot, generation);
    closeInput(worker);
  }

  /** Nobody will write to it: who reads it is to see its end, not to wait. */
  private static void closeInput(Worker worker) {
    OutputStream input = worker.stdin();
    try {
      if (input != null) {
        input.close();
      }
    } catch (IOException e) {
      // it has ended already
    }
  }

  void stop(SupervisedWorker supervised, String reason, long now) {
    notifications.note(supervised + " is told to stop: " + reason);
    boolean starting = supervised.stage() == Stage.STARTING;
    supervised.markVoluntary();
    supervised.transition(Stage.DRAINING, reason, now);
    if (starting) {
      supervised.worker().kill(); // it has nobody to finish with, and may not listen any more
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
      notifications.note(supervised + " cannot be killed: " + e.getMessage());
    }
  }

  /** Has its threads written down, after which it is killed. */
  void dumpThreads(
      SupervisedWorker supervised, String reason, long now, Consumer<SupervisorCommand> mailbox) {
    String cause = reason + cause(supervised, now);
    notifications.note(supervised + " is given up on because " + cause);
    boolean _ = supervised.worker().suspend();
    supervised.transition(Stage.DUMPING, cause, now);
    Thread.ofPlatform()
        .name("prefork-threads-of-" + supervised.worker().id())
        .daemon(true)
        .start(
            () ->
                mailbox.accept(
                    new SupervisorCommand.Dumped(supervised.worker().id(), threads(supervised))));
  }

  private static String cause(SupervisedWorker supervised, long now) {
    if (supervised.stage() == Stage.SERVING) {
      return ": " + supervised.healthProblem(now);
    }
    return supervised.obstacle().isEmpty() ? "" : ": " + supervised.obstacle();
  }

  void suspend(SupervisedWorker supervised, long now) {
    boolean whole = supervised.worker().suspend();
    String ports = whole ? "" : ", but where it accepts by itself";
    notifications.note(
        supervised + " gets no connections" + ports + ": " + supervised.healthProblem(now));
    supervised.suspended(true);
  }

  void resume(SupervisedWorker supervised) {
    notifications.note(supervised + " is well again and gets connections");
    boolean _ = supervised.worker().resume();
    supervised.suspended(false);
  }

  private @Nullable Path threads(SupervisedWorker supervised) {
    try {
      return dumps.take(supervised.worker());
    } catch (IOException e) {
      notifications.note(
          "what the threads of " + supervised + " do cannot be known: " + e.getMessage());
      return null;
    }
  }

  void dumped(SupervisedWorker supervised, @Nullable Path file, long now) {
    if (file != null) {
      notifications.note("what the threads of " + supervised + " did is in " + file);
    }
    supervised.dumped(file, now);
  }

  void onListening(SupervisedWorker supervised, Listening event) {
    String where = Addresses.text(event);
    supervised.addAddress(where);
    notifications.note(supervised + " listens on " + where);
  }

  void markServing(SupervisedWorker supervised, long now) {
    everServed = true;
    supervised.markServing(now);
    if (!(options.startup().readiness() instanceof Readiness.OnListening)) {
      notifications.note(supervised + " is ready");
      boolean _ = supervised.worker().admit();
    }
  }

  void abandon(SupervisedWorker supervised, long now) {
    supervised.abandon();
    kill(supervised, "no worker can serve", now);
  }

  /**
   * How a worker has ended.
   *
   * @param text in one line
   * @param failure what has gone wrong; null if it was told to go
   */
  record End(String text, @Nullable WorkerFailure failure) {}

  /** Its process has ended. */
  End ended(SupervisedWorker supervised, ExitStatus status, long now) {
    byId.remove(supervised.worker().id());
    BindFailure failure = supervised.hasServed() ? null : supervised.worker().bindFailure();
    String text = supervised + describeEnd(supervised, status, failure);
    HealthReport last = lastHealth(supervised.worker());
    if (last != null) {
      supervised.answered(last, "", now);
    }
    boolean crashed = !supervised.isVoluntary() || isCrash(status);
    endedLedger =
        endedLedger.plus(supervised.ledger(crashed, supervised.isLate(options.gracePeriod(), now)));
    return new End(
        text,
        supervised.isVoluntary()
            ? null
            : failure(supervised, text, outlook(supervised, status, failure), now));
  }

  /** What it has told last of all; null if it did not end in order. */
  private static @Nullable HealthReport lastHealth(Worker ended) {
    CompletableFuture<HealthReport> health = ended.health();
    return health.state() == Future.State.SUCCESS ? health.resultNow() : null;
  }

  private static String describeEnd(
      SupervisedWorker supervised, ExitStatus status, @Nullable BindFailure failure) {
    if (supervised.stage() == Stage.KILLED && !supervised.isVoluntary()) {
      return killed(supervised);
    }
    String end = " ended with status " + status;
    if (supervised.isVoluntary() || supervised.hasServed()) {
      return end;
    }
    String cause = failure != null ? Obstacles.of(failure) : status.isSuccess() ? BY_ITSELF : "";
    return end + " before it was ready" + (cause.isEmpty() ? "" : ": " + cause);
  }

  /** What the end of a worker that never served says about the next. */
  private static Outlook outlook(
      SupervisedWorker supervised, ExitStatus status, @Nullable BindFailure failure) {
    if (supervised.hasServed()) {
      return Outlook.OPEN;
    }
    if (failure != null && failure.kind().isPermanent() && Obstacles.persists(failure)) {
      return Outlook.HOPELESS;
    }
    boolean overdue = supervised.stage() == Stage.KILLED;
    return status.isSuccess() || overdue ? Outlook.NO_RETRY : Outlook.OPEN;
  }

  private static String killed(SupervisedWorker supervised) {
    return " was killed because " + supervised.reason();
  }

  private static boolean isCrash(ExitStatus status) {
    Signal signal = status.signal();
    return signal != null && CRASHES.contains(signal);
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

  /** One that was given up on is lost, though its process has not ended. */
  WorkerFailure failureOf(SupervisedWorker supervised, long now) {
    Outlook outlook = supervised.hasServed() ? Outlook.OPEN : Outlook.NO_RETRY;
    return failureOf(supervised, supervised + killed(supervised), outlook, now);
  }

  private WorkerFailure failureOf(
      SupervisedWorker supervised, String text, Outlook outlook, long now) {
    boolean steady = supervised.servedFor(now) >= options.restarts().minUptime().toMillis();
    boolean known = steady || outlook == Outlook.HOPELESS; // no stack trace would say more
    List<String> lines = known ? List.of() : lastLines(supervised);
    return new WorkerFailure(
        supervised.slot(), supervised.generation(), steady, outlook, text, lines);
  }

  List<String> lastLines(SupervisedWorker supervised) {
    return logs.lastLines(supervised.worker().id());
  }

  /** None that ends from now on was to stay. */
  void markAllVoluntary() {
    byId.values().forEach(SupervisedWorker::markVoluntary);
  }

  Ledger ledger() {
    long accepted = 0;
    for (SupervisedWorker supervised : byId.values()) {
      accepted += supervised.figures().accepted();
    }
    return endedLedger.plus(new Ledger(accepted, Cluster.redispatched(), 0, 0, 0));
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
