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
import dev.prefork.model.Signal;
import dev.prefork.model.Vitals;
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

  private static final int MOST_ENDED = 20;

  /** None of these is how a worker ends that was told to. */
  private static final Set<Signal> CRASHES =
      EnumSet.of(Signal.SIGABRT, Signal.SIGBUS, Signal.SIGSEGV);

  private static final String BY_ITSELF =
      "its main method has returned and no thread was left, or it has called System.exit";

  private final SupervisorOptions options;
  private final NotificationThread telling;
  private final WorkerLogs logs;
  private final Admission admission;
  private final ThreadDumps dumps;
  private final Map<Integer, SupervisedWorker> wards = new TreeMap<>();
  private final Deque<WorkerStatus.Ended> ended = new ArrayDeque<>();
  private final Map<Integer, Integer> restarts = new HashMap<>();
  private Ledger endedLedger = Ledger.EMPTY;
  private boolean everServed;

  WorkerPool(
      SupervisorOptions options, NotificationThread telling, WorkerLogs logs, Admission admission) {
    this.options = options;
    this.admission = admission;
    this.telling = telling;
    this.logs = logs;
    this.dumps = ThreadDumps.of(options.name());
  }

  /** Those whose process has not ended, by number. */
  Map<Integer, Worker> present() {
    Map<Integer, Worker> present = new TreeMap<>();
    wards().forEach(ward -> present.put(ward.worker().id(), ward.worker()));
    return present;
  }

  Collection<SupervisedWorker> wards() {
    return wards.values();
  }

  /** One that must be there: something is planned for it. */
  SupervisedWorker require(int number) {
    return Objects.requireNonNull(ward(number), "planned for a worker that is gone");
  }

  @Nullable SupervisedWorker ward(int worker) {
    return wards.get(worker);
  }

  /** How many live so. */
  int count(Stage life) {
    return (int) wards.values().stream().filter(ward -> ward.life() == life).count();
  }

  boolean isEmpty() {
    return wards.isEmpty();
  }

  boolean hasEverServed() {
    return everServed;
  }

  Snapshot snapshot(CrashLoop crashes) {
    return new Snapshot(
        wards.values().stream().map(SupervisedWorker::seen).toList(), crashes, everServed);
  }

  /**
   * Starts a worker.
   *
   * @param more options for its JVM, beside those of the settings
   * @throws RuntimeException if that is not possible, with the reason
   */
  void fork(int slot, int generation, Settings settings, List<String> more, long now) {
    Cluster.setupPrimary(
        admission.settings(settings.withSilent(true).withDisconnectGrace(options.grace())));
    Map<String, String> variables =
        Map.of(SLOT, Integer.toString(slot), WorkerEnvironment.ENDS_WITH_PROGRAM, "true");
    Worker worker = Cluster.fork(variables, more);
    wards.put(worker.id(), new SupervisedWorker(worker, slot, generation, now));
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

  void stop(SupervisedWorker ward, String reason, long now) {
    telling.note(ward + " is told to stop: " + reason);
    boolean starting = ward.life() == Stage.STARTING;
    ward.dismiss();
    ward.becomes(Stage.LEAVING, reason, now);
    if (starting) {
      ward.worker().kill(); // it has nobody to finish with, and may not listen any more
    } else {
      CompletableFuture<Void> _ = ward.worker().stop();
    }
  }

  void kill(SupervisedWorker ward, String reason, long now) {
    ward.becomes(Stage.KILLED, ward.reason().isEmpty() ? reason : ward.reason(), now);
    try {
      ward.worker().kill(Signal.SIGKILL);
    } catch (IOException e) {
      telling.note(ward + " cannot be killed: " + e.getMessage());
    }
  }

  /** Has its threads written down, after which it is killed. */
  void condemn(
      SupervisedWorker ward, String reason, long now, Consumer<SupervisorCommand> mailbox) {
    String cause = reason + cause(ward, now);
    telling.note(ward + " is given up on because " + cause);
    boolean _ = ward.worker().suspend();
    ward.becomes(Stage.CONDEMNED, cause, now);
    Thread.ofPlatform()
        .name("prefork-threads-of-" + ward.worker().id())
        .daemon(true)
        .start(
            () -> mailbox.accept(new SupervisorCommand.Dumped(ward.worker().id(), threads(ward))));
  }

  private static String cause(SupervisedWorker ward, long now) {
    if (ward.life() == Stage.SERVING) {
      return ": " + ward.illness(now);
    }
    return ward.obstacle().isEmpty() ? "" : ": " + ward.obstacle();
  }

  void suspend(SupervisedWorker ward, long now) {
    boolean whole = ward.worker().suspend();
    String ports = whole ? "" : ", but where it accepts by itself";
    telling.note(ward + " gets no connections" + ports + ": " + ward.illness(now));
    ward.suspended(true);
  }

  void resume(SupervisedWorker ward) {
    telling.note(ward + " is well again and gets connections");
    boolean _ = ward.worker().resume();
    ward.suspended(false);
  }

  private @Nullable Path threads(SupervisedWorker ward) {
    try {
      return dumps.take(ward.worker());
    } catch (IOException e) {
      telling.note("what the threads of " + ward + " do cannot be known: " + e.getMessage());
      return null;
    }
  }

  void dumped(SupervisedWorker ward, @Nullable Path file, long now) {
    if (file != null) {
      telling.note("what the threads of " + ward + " did is in " + file);
    }
    ward.dumped(file, now);
  }

  void listens(SupervisedWorker ward, Listening event) {
    String where = Addresses.text(event);
    ward.listens(where);
    telling.note(ward + " listens on " + where);
  }

  void serves(SupervisedWorker ward, long now) {
    everServed = true;
    ward.serves(now);
    if (!(options.boot().readiness() instanceof Readiness.WhenListening)) {
      telling.note(ward + " is ready");
      boolean _ = ward.worker().admit();
    }
  }

  void abandon(SupervisedWorker ward, long now) {
    ward.abandon();
    kill(ward, "no worker can serve", now);
  }

  /**
   * How a worker has ended.
   *
   * @param text in one line
   * @param accident what has gone wrong; null if it was told to go
   */
  record End(String text, @Nullable WorkerFailure accident) {}

  /** Its process has ended. */
  End ended(SupervisedWorker ward, ExitStatus status, long now) {
    wards.remove(ward.worker().id());
    BindFailure failure = ward.hasServed() ? null : ward.worker().bindFailure();
    String text = ward + how(ward, status, failure);
    Vitals last = lastVitals(ward.worker());
    if (last != null) {
      ward.answered(last, "", now);
    }
    boolean crashed = !ward.isDismissed() || isCrash(status);
    endedLedger = endedLedger.plus(ward.account(crashed, ward.isLate(options.grace(), now)));
    return new End(
        text,
        ward.isDismissed() ? null : accident(ward, text, outlook(ward, status, failure), now));
  }

  /** What it has told last of all; null if it did not end in order. */
  private static @Nullable Vitals lastVitals(Worker ended) {
    CompletableFuture<Vitals> vitals = ended.vitals();
    return vitals.state() == Future.State.SUCCESS ? vitals.resultNow() : null;
  }

  private static String how(
      SupervisedWorker ward, ExitStatus status, @Nullable BindFailure failure) {
    if (ward.life() == Stage.KILLED && !ward.isDismissed()) {
      return killed(ward);
    }
    String end = " ended with status " + status;
    if (ward.isDismissed() || ward.hasServed()) {
      return end;
    }
    String cause = failure != null ? Obstacles.of(failure) : status.isSuccess() ? BY_ITSELF : "";
    return end + " before it was ready" + (cause.isEmpty() ? "" : ": " + cause);
  }

  /** What the end of a worker that never served says about the next. */
  private static Outlook outlook(
      SupervisedWorker ward, ExitStatus status, @Nullable BindFailure failure) {
    if (ward.hasServed()) {
      return Outlook.OPEN;
    }
    if (failure != null && failure.kind().isLasting() && Obstacles.persists(failure)) {
      return Outlook.HOPELESS;
    }
    boolean overdue = ward.life() == Stage.KILLED;
    return status.isSuccess() || overdue ? Outlook.NO_RETRY : Outlook.OPEN;
  }

  private static String killed(SupervisedWorker ward) {
    return " was killed because " + ward.reason();
  }

  private static boolean isCrash(ExitStatus status) {
    Signal signal = status.signal();
    return signal != null && CRASHES.contains(signal);
  }

  private WorkerFailure accident(SupervisedWorker ward, String text, Outlook outlook, long now) {
    ended.addFirst(ward.ended(text));
    if (ended.size() > MOST_ENDED) {
      ended.removeLast();
    }
    restarts.merge(ward.slot(), 1, Integer::sum);
    return loss(ward, text, outlook, now);
  }

  /** One that was given up on is lost, though its process has not ended. */
  WorkerFailure loss(SupervisedWorker ward, long now) {
    Outlook outlook = ward.hasServed() ? Outlook.OPEN : Outlook.NO_RETRY;
    return loss(ward, ward + killed(ward), outlook, now);
  }

  private WorkerFailure loss(SupervisedWorker ward, String text, Outlook outlook, long now) {
    boolean steady = ward.servedFor(now) >= options.restarts().steady().toMillis();
    boolean known = steady || outlook == Outlook.HOPELESS; // no stack trace would say more
    List<String> lines = known ? List.of() : lastLines(ward);
    return new WorkerFailure(ward.slot(), ward.generation(), steady, outlook, text, lines);
  }

  List<String> lastLines(SupervisedWorker ward) {
    return logs.lastLines(ward.worker().id());
  }

  /** None that ends from now on was to stay. */
  void dismissAll() {
    wards.values().forEach(SupervisedWorker::dismiss);
  }

  Ledger ledger() {
    long accepted = 0;
    for (SupervisedWorker ward : wards.values()) {
      accepted += ward.figures().accepted();
    }
    return endedLedger.plus(new Ledger(accepted, Cluster.servedOn(), 0, 0, 0));
  }

  List<WorkerStatus.Ended> ended() {
    return List.copyOf(ended);
  }

  int restarts() {
    return restarts.values().stream().mapToInt(Integer::intValue).sum();
  }

  List<WorkerStatus> statuses() {
    List<WorkerStatus> statuses = new ArrayList<>();
    for (SupervisedWorker ward : wards.values()) {
      statuses.add(ward.status(restarts.getOrDefault(ward.slot(), 0)));
    }
    statuses.sort(Comparator.comparingInt(WorkerStatus::slot).thenComparingInt(WorkerStatus::id));
    return statuses;
  }

  List<String> addresses() {
    return wards.values().stream().flatMap(ward -> ward.addresses().stream()).distinct().toList();
  }
}
