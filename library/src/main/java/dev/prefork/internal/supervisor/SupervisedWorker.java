package dev.prefork.internal.supervisor;

import dev.prefork.Worker;
import dev.prefork.internal.supervisor.health.ProcessFigures;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerView;
import dev.prefork.model.Vitals;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker in the supervisor's care. Only used on its thread. */
final class SupervisedWorker {
  /** The first answer takes classes to be loaded, in a JVM that has other things to do then. */
  private static final long FIRST_ANSWER_MILLIS = 2000;

  private final Worker worker;
  private final int slot;
  private final int generation;
  private final Instant forked = Instant.now();
  private final List<String> addresses = new ArrayList<>();
  private Stage life = Stage.STARTING;
  private long since;
  private long wellAt;
  private long servedAt;
  private boolean connected;
  private boolean late;
  private boolean abandoned;
  private boolean served;
  private boolean dismissed;
  private boolean suspended;
  private boolean asked;
  private long answeredAt;
  private String illness = "";
  private String obstacle = "";
  private String worn = "";
  private long drained;
  private String reason = "";
  private @Nullable Path threadDump;
  private ProcessFigures process = ProcessFigures.NONE;
  private long measuredAt;
  private WorkerStatus.Figures figures = WorkerStatus.Figures.NONE;

  SupervisedWorker(Worker worker, int slot, int generation, long now) {
    this.worker = worker;
    this.slot = slot;
    this.generation = generation;
    this.since = now;
    this.wellAt = now;
    this.measuredAt = now;
  }

  Worker worker() {
    return worker;
  }

  int slot() {
    return slot;
  }

  int generation() {
    return generation;
  }

  Stage life() {
    return life;
  }

  /** When that began. */
  long since() {
    return since;
  }

  /** Its JVM runs, and its program is about to. */
  void connects() {
    connected = true;
  }

  boolean hasConnected() {
    return connected;
  }

  /** True once. */
  boolean isLateAtFirst() {
    boolean first = !late;
    late = true;
    return first;
  }

  /** It goes, and nothing is said of that. */
  void abandon() {
    dismiss();
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  List<String> addresses() {
    return addresses;
  }

  /** True if its time to finish what it had is over: what it has now, it cuts. */
  boolean isLate(Duration grace, long now) {
    return life == Stage.LEAVING && now - since >= grace.toMillis();
  }

  /** True if it has ever served. */
  boolean hasServed() {
    return served;
  }

  /** Its end will be no accident. */
  void dismiss() {
    dismissed = true;
  }

  boolean isDismissed() {
    return dismissed;
  }

  WorkerStatus.Figures figures() {
    return figures;
  }

  /** Looks at its process. */
  void measure(long now) {
    ProcessFigures latest = ProcessFigures.of(worker.pid());
    double cpu = latest.processorsSince(process, now - measuredAt);
    figures = figures.withProcess(cpu, latest.rss());
    process = latest;
    measuredAt = now;
  }

  void listens(String address) {
    addresses.add(address);
  }

  void serves(long now) {
    served = true;
    servedAt = now;
    wellAt = now + FIRST_ANSWER_MILLIS;
    becomes(Stage.SERVING, "", now);
  }

  void becomes(Stage next, String why, long now) {
    life = next;
    since = now;
    reason = why;
  }

  void isWell(long now) {
    wellAt = now;
  }

  void suspended(boolean now) {
    suspended = now;
  }

  /** Only who serves has something to say, and one question at a time is enough. */
  boolean mayBeAsked() {
    return !asked && (life == Stage.SERVING || life == Stage.LEAVING);
  }

  void asked(boolean now) {
    asked = now;
  }

  /**
   * It has said how it is.
   *
   * @param diagnosis what is wrong with it; empty if it is well
   */
  void answered(Vitals vitals, String diagnosis, long now) {
    long more = vitals.acceptedConnections() - figures.accepted();
    double perSecond = 1000.0 * Math.max(more, 0) / Math.max(now - answeredAt, 1);
    figures = figures.with(vitals, perSecond);
    drained = vitals.drainedConnections();
    answeredAt = now;
    illness = diagnosis;
    if (diagnosis.isEmpty()) {
      wellAt = now;
    }
  }

  /** What is wrong with it, as a clause. */
  String illness(long now) {
    return illness.isEmpty()
        ? "its JVM has not answered for %.1f s".formatted((now - wellAt) / 1000.0)
        : illness;
  }

  /** Why it is not ready yet. */
  void obstacle(String problem) {
    obstacle = problem;
  }

  String obstacle() {
    return obstacle;
  }

  /** It is over a limit, and stays so. */
  void wearsOut(String limit) {
    worn = limit;
  }

  String worn() {
    return worn;
  }

  long servedFor(long now) {
    return served ? now - servedAt : 0;
  }

  /**
   * What became of its connections, when it has ended.
   *
   * @param crashed whether it did so by accident
   * @param late whether it had as much time as there is
   */
  Ledger account(boolean crashed, boolean late) {
    long open = figures.open();
    if (crashed) {
      return new Ledger(figures.accepted(), 0, drained, 0, open);
    }
    return life == Stage.KILLED || late
        ? new Ledger(figures.accepted(), 0, drained, open, 0)
        : new Ledger(figures.accepted(), 0, drained + open, 0, 0);
  }

  void dumped(@Nullable Path file, long now) {
    threadDump = file;
    life = Stage.DUMPED;
    since = now;
  }

  /** Why it is told to go; empty if it is not. */
  String reason() {
    return reason;
  }

  WorkerView seen() {
    return new WorkerView(
        worker.id(), slot, generation, life, since, wellAt, suspended, !worn.isEmpty());
  }

  WorkerStatus status(int restarts) {
    return new WorkerStatus(
        worker.id(), slot, generation, worker.pid(), phase(), forked, figures, restarts, note());
  }

  private String note() {
    if (!reason.isEmpty()) {
      return reason;
    }
    return life == Stage.STARTING ? obstacle : suspended ? suspicion() : worn;
  }

  private String suspicion() {
    return illness.isEmpty() ? "its JVM does not answer" : illness;
  }

  private WorkerStatus.Phase phase() {
    return switch (life) {
      case STARTING -> WorkerStatus.Phase.STARTING;
      case SERVING -> suspended ? WorkerStatus.Phase.HUNG : WorkerStatus.Phase.SERVING;
      case CONDEMNED, DUMPED -> WorkerStatus.Phase.HUNG;
      case LEAVING, KILLED -> WorkerStatus.Phase.DRAINING;
    };
  }

  WorkerStatus.Ended ended(String how) {
    return new WorkerStatus.Ended(worker.id(), slot, generation, Instant.now(), how, threadDump);
  }

  @Override
  public String toString() {
    return worker + " (" + worker.pid() + ")";
  }
}
