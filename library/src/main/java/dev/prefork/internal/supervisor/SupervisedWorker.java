package dev.prefork.internal.supervisor;

import dev.prefork.Worker;
import dev.prefork.internal.supervisor.health.ProcessFigures;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerView;
import dev.prefork.model.HealthReport;
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
  private Stage stage = Stage.STARTING;
  private long since;
  private long healthyAt;
  private long servedAt;
  private boolean connected;
  private boolean late;
  private boolean abandoned;
  private boolean served;
  private boolean voluntary;
  private boolean suspended;
  private boolean asked;
  private long answeredAt;
  private String healthProblem = "";
  private String obstacle = "";
  private String exceededLimit = "";
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
    this.healthyAt = now;
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

  Stage stage() {
    return stage;
  }

  /** When that began. */
  long since() {
    return since;
  }

  /** Its JVM runs, and its program is about to. */
  void markConnected() {
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
    markVoluntary();
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
    return stage == Stage.DRAINING && now - since >= grace.toMillis();
  }

  /** True if it has ever served. */
  boolean hasServed() {
    return served;
  }

  /** Its end will be no accident. */
  void markVoluntary() {
    voluntary = true;
  }

  boolean isVoluntary() {
    return voluntary;
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

  void addAddress(String address) {
    addresses.add(address);
  }

  void markServing(long now) {
    served = true;
    servedAt = now;
    healthyAt = now + FIRST_ANSWER_MILLIS;
    transition(Stage.SERVING, "", now);
  }

  void transition(Stage next, String why, long now) {
    stage = next;
    since = now;
    reason = why;
  }

  void markHealthy(long now) {
    healthyAt = now;
  }

  void suspended(boolean now) {
    suspended = now;
  }

  /** Only who serves has something to say, and one question at a time is enough. */
  boolean mayBeAsked() {
    return !asked && (stage == Stage.SERVING || stage == Stage.DRAINING);
  }

  void asked(boolean now) {
    asked = now;
  }

  /**
   * It has said how it is.
   *
   * @param diagnosis what is wrong with it; empty if it is well
   */
  void answered(HealthReport health, String diagnosis, long now) {
    long more = health.acceptedConnections() - figures.accepted();
    double perSecond = 1000.0 * Math.max(more, 0) / Math.max(now - answeredAt, 1);
    figures = figures.with(health, perSecond);
    drained = health.drainedConnections();
    answeredAt = now;
    healthProblem = diagnosis;
    if (diagnosis.isEmpty()) {
      healthyAt = now;
    }
  }

  /** What is wrong with it, as a clause. */
  String healthProblem(long now) {
    return healthProblem.isEmpty()
        ? "its JVM has not answered for %.1f s".formatted((now - healthyAt) / 1000.0)
        : healthProblem;
  }

  /** Why it is not ready yet. */
  void obstacle(String problem) {
    obstacle = problem;
  }

  String obstacle() {
    return obstacle;
  }

  /** It is over a limit, and stays so. */
  void markOverLimit(String limit) {
    exceededLimit = limit;
  }

  String exceededLimit() {
    return exceededLimit;
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
  Ledger ledger(boolean crashed, boolean late) {
    long open = figures.open();
    if (crashed) {
      return new Ledger(figures.accepted(), 0, drained, 0, open);
    }
    return stage == Stage.KILLED || late
        ? new Ledger(figures.accepted(), 0, drained, open, 0)
        : new Ledger(figures.accepted(), 0, drained + open, 0, 0);
  }

  void dumped(@Nullable Path file, long now) {
    threadDump = file;
    stage = Stage.DUMPED;
    since = now;
  }

  /** Why it is told to go; empty if it is not. */
  String reason() {
    return reason;
  }

  WorkerView view() {
    return new WorkerView(
        worker.id(),
        slot,
        generation,
        stage,
        since,
        healthyAt,
        suspended,
        !exceededLimit.isEmpty());
  }

  WorkerStatus status(int restarts) {
    return new WorkerStatus(
        worker.id(), slot, generation, worker.pid(), state(), forked, figures, restarts, note());
  }

  private String note() {
    if (!reason.isEmpty()) {
      return reason;
    }
    return stage == Stage.STARTING ? obstacle : suspended ? unhealthyReason() : exceededLimit;
  }

  private String unhealthyReason() {
    return healthProblem.isEmpty() ? "its JVM does not answer" : healthProblem;
  }

  private WorkerStatus.State state() {
    return switch (stage) {
      case STARTING -> WorkerStatus.State.STARTING;
      case SERVING -> suspended ? WorkerStatus.State.UNHEALTHY : WorkerStatus.State.SERVING;
      case DUMPING, DUMPED -> WorkerStatus.State.UNHEALTHY;
      case DRAINING, KILLED -> WorkerStatus.State.DRAINING;
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
