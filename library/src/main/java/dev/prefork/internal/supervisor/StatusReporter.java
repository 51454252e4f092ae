package dev.prefork.internal.supervisor;

import dev.prefork.Cluster;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the status of the cluster. Confined to the supervisor's thread. */
final class StatusReporter {
  private final Instant started = Instant.now();
  private final SupervisorOptions options;
  private final WorkerPool pool;
  private final ChangeController changes;
  private final WorkerLogs logs;
  private final AotRecorder recorder;

  StatusReporter(
      SupervisorOptions options,
      WorkerPool pool,
      ChangeController changes,
      WorkerLogs logs,
      AotRecorder recorder) {
    this.options = options;
    this.pool = pool;
    this.changes = changes;
    this.logs = logs;
    this.recorder = recorder;
  }

  /** Joins the notes that are not empty. */
  static String joined(String... notes) {
    return Stream.of(notes).filter(note -> !note.isEmpty()).collect(Collectors.joining("; "));
  }

  /**
   * Returns the current status.
   *
   * @param broken whether the circuit breaker is open
   * @param note what prevents workers from being started, or empty
   */
  ClusterStatus status(boolean broken, String note) {
    return new ClusterStatus(
        options.name(),
        ProcessHandle.current().pid(),
        state(broken),
        started,
        changes.desired().generation(),
        changes.desired().workers(),
        changes.program(),
        Cluster.schedulingPolicy().toString(),
        pool.addresses(),
        pool.statuses(),
        pool.ended(),
        pool.restarts(),
        pool.ledger(),
        logs.status(),
        recorder.status(),
        changes.lastReport(),
        note);
  }

  private ClusterStatus.State state(boolean broken) {
    if (changes.end() != null) {
      return ClusterStatus.State.STOPPED;
    }
    if (changes.isStopping()) {
      return ClusterStatus.State.STOPPING;
    }
    if (changes.isReplacing()) {
      return ClusterStatus.State.RELOADING;
    }
    return broken ? ClusterStatus.State.BROKEN : stateByCount();
  }

  private ClusterStatus.State stateByCount() {
    long serving = pool.all().stream().filter(supervised -> supervised.view().isServing()).count();
    if (serving >= changes.desired().workers()) {
      return ClusterStatus.State.RUNNING;
    }
    return pool.hasEverServed() ? ClusterStatus.State.DEGRADED : ClusterStatus.State.STARTING;
  }
}
