package dev.prefork.internal.supervisor;

import dev.prefork.Worker;
import dev.prefork.internal.supervisor.aot.CacheStart;
import dev.prefork.internal.supervisor.aot.Served;
import dev.prefork.internal.supervisor.health.ProcessFigures;
import dev.prefork.internal.supervisor.plan.Action;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.plan.WorkerView;
import dev.prefork.internal.supervisor.warmup.WarmUpState;
import dev.prefork.model.HealthReport;
import dev.prefork.model.MoveReport;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.WarmUpRequests;
import dev.prefork.supervisor.model.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one worker, as the supervisor knows it. Confined to the supervisor's thread. */
final class SupervisedWorker {
  /** Extra time for the first health check: the JVM has to load classes to answer it. */
  private static final long FIRST_ANSWER_MILLIS = 2000;

  private final Worker worker;
  private final int slot;
  private final int generation;
  private final WarmUpState warmUp;
  private final CacheStart cache;
  private final Instant forked = Instant.now();
  private final List<String> addresses = new ArrayList<>();
  private Stage stage = Stage.STARTING;
  private long since;
  private long healthyAt;
  private long servedAt;
  private long ticksBefore;
  private boolean connected;
  private boolean late;
  private boolean discarded;
  private boolean served;
  private boolean voluntary;
  private boolean suspended;
  private boolean checking;
  private long answeredAt;
  private String healthProblem = "";
  private String obstacle = "";
  private String exceededLimit = "";
  private long drained;
  private MoveReport moves = MoveReport.NONE;
  private String reason = "";
  private @Nullable Path threadDump;
  private ProcessFigures process = ProcessFigures.NONE;
  private long measuredAt;
  private WorkerStatus.Figures figures = WorkerStatus.Figures.NONE;
  private double weight = 1;

  SupervisedWorker(
      Worker worker, Action.Fork fork, WarmUpRequests requests, CacheStart cache, long now) {
    this.worker = worker;
    this.slot = fork.slot();
    this.generation = fork.generation();
    this.warmUp = new WarmUpState(requests);
    this.cache = cache;
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

  WarmUpState warmUp() {
    return warmUp;
  }

  /** Returns how the JVM started. */
  CacheStart cache() {
    return cache;
  }

  Stage stage() {
    return stage;
  }

  /** Returns when the current stage began, in ms of the supervisor's clock. */
  long since() {
    return since;
  }

  /** Records that the JVM has connected and is about to run the program. */
  void markConnected() {
    connected = true;
  }

  boolean hasConnected() {
    return connected;
  }

  /** Marks a slow start. Returns true the first time. */
  boolean markLate() {
    boolean first = !late;
    late = true;
    return first;
  }

  /** Marks the worker as one whose exit is not worth a note. */
  void discard() {
    markVoluntary();
    discarded = true;
  }

  boolean isDiscarded() {
    return discarded;
  }

  List<String> addresses() {
    return addresses;
  }

  /**
   * Returns whether the grace period is over: the worker cuts the connections that it still has.
   */
  boolean isLate(Duration grace, long now) {
    return stage == Stage.DRAINING && now - since >= grace.toMillis();
  }

  boolean hasServed() {
    return served;
  }

  /** Marks the exit of this worker as intended: it is not a failure. */
  void markVoluntary() {
    voluntary = true;
  }

  boolean isVoluntary() {
    return voluntary;
  }

  WorkerStatus.Figures figures() {
    return figures;
  }

  /** Reads processor time and memory of the process. */
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
    measure(now);
    ticksBefore = process.ticks();
    transition(Stage.SERVING, "", now);
  }

  void transition(Stage next, String cause, long now) {
    stage = next;
    since = now;
    reason = cause;
  }

  void markHealthy(long now) {
    healthyAt = now;
  }

  void suspended(boolean now) {
    suspended = now;
  }

  /** Returns whether a health check may be sent: one at a time, to workers that serve or drain. */
  boolean mayBeChecked() {
    return !checking && (stage == Stage.SERVING || stage == Stage.DRAINING);
  }

  /** Returns whether the worker serves and has answered its last health check, without problem. */
  boolean isSteady() {
    return stage == Stage.SERVING
        && !checking
        && weight == 1
        && !suspended
        && healthProblem.isEmpty()
        && exceededLimit.isEmpty();
  }

  void checking(boolean now) {
    checking = now;
  }

  /**
   * Records the answer to a health check.
   *
   * @param problem why the worker is unhealthy; empty if it is healthy
   */
  void answered(HealthReport report, String problem, long now) {
    HealthReport health = warmUp.withoutWarmUp(report);
    long more = health.acceptedConnections() - figures.accepted();
    double perSecond = 1000.0 * Math.max(more, 0) / Math.max(now - answeredAt, 1);
    figures = figures.with(health, perSecond);
    drained = health.drainedConnections();
    moves = health.moves();
    answeredAt = now;
    healthProblem = problem;
    if (problem.isEmpty()) {
      healthyAt = now;
    }
  }

  /** Returns why the last answer was unhealthy; empty if it was healthy or there was none. */
  String healthProblem() {
    return healthProblem;
  }

  /**
   * Returns for how long the worker has failed its health checks, such as "unhealthy for 2.0 s".
   */
  String unhealthyFor(long now) {
    String state = healthProblem.isEmpty() ? "unresponsive" : "unhealthy";
    return "%s for %.1f s".formatted(state, (now - healthyAt) / 1000.0);
  }

  /** Sets the reason why the worker is not ready yet. */
  void obstacle(String problem) {
    obstacle = problem;
  }

  String obstacle() {
    return obstacle;
  }

  /** Marks the worker as over a limit, for good. */
  void markOverLimit(String limit) {
    exceededLimit = limit;
  }

  String exceededLimit() {
    return exceededLimit;
  }

  long servedFor(long now) {
    return served ? now - servedAt : 0;
  }

  /** Returns the worker's share of new connections: 1, or less while it is new. */
  double weight() {
    return weight;
  }

  /** Changes the worker's share of new connections. */
  void weight(double share) {
    weight = share;
    boolean _ = worker.weight(share);
  }

  /** Returns what the worker has done since it became ready, as of the last measurement. */
  Served workDone(long now) {
    Duration processorTime = process.since(ticksBefore);
    return new Served(Duration.ofMillis(servedFor(now)), processorTime, figures.accepted());
  }

  /** Returns which established connections of this worker moved, and why others stayed. */
  MoveReport moves() {
    return moves;
  }

  /** Returns the counts of this worker, which has not exited. */
  Ledger ledgerSoFar() {
    return new Ledger(figures.accepted(), 0, 0, 0, 0, 0, moves.stayed());
  }

  /**
   * Returns what became of the connections of this worker, which has exited. The primary counts
   * those that moved.
   *
   * @param crashed whether the exit was unexpected
   * @param late whether the grace period was over
   */
  Ledger ledger(boolean crashed, boolean late) {
    long open = figures.open();
    if (crashed) {
      return ledger(drained, 0, open);
    }
    return stage == Stage.KILLED || late ? ledger(drained, open, 0) : ledger(drained + open, 0, 0);
  }

  private Ledger ledger(long finished, long forced, long lost) {
    return ledgerSoFar().plus(new Ledger(0, 0, 0, finished, forced, lost, Map.of()));
  }

  void dumped(@Nullable Path file, long now) {
    threadDump = file;
    stage = Stage.DUMPED;
    since = now;
  }

  /** Returns why the worker is being stopped or killed; empty if it is not. */
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
        !exceededLimit.isEmpty(),
        weight == 1);
  }

  WorkerStatus status(int restarts) {
    return new WorkerStatus(
        worker.id(),
        slot,
        generation,
        worker.pid(),
        state(),
        forked,
        figures,
        restarts,
        cache.use(),
        note());
  }

  private String note() {
    if (!reason.isEmpty()) {
      return reason;
    }
    return stage == Stage.STARTING ? obstacle : suspended ? unhealthyReason() : exceededLimit;
  }

  private String unhealthyReason() {
    return healthProblem.isEmpty() ? "unresponsive" : healthProblem;
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

  WorkerNotes notes() {
    return new WorkerNotes(toString());
  }

  @Override
  public String toString() {
    return worker + " (" + worker.pid() + ")";
  }
}
