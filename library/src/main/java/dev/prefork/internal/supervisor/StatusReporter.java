package dev.prefork.internal.supervisor;

import dev.prefork.Cluster;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is known of the cluster, as whoever asks is told. */
final class StatusReporter {
  private final Instant started = Instant.now();
  private final SupervisorOptions options;
  private final WorkerPool pool;
  private final ChangeController changes;
  private final WorkerLogs logs;

  StatusReporter(
      SupervisorOptions options, WorkerPool pool, ChangeController changes, WorkerLogs logs) {
    this.options = options;
    this.pool = pool;
    this.changes = changes;
    this.logs = logs;
  }

  /** One text of those that say something. */
  static String joined(String... notes) {
    return Stream.of(notes).filter(note -> !note.isEmpty()).collect(Collectors.joining("; "));
  }

  /**
   * As it is now.
   *
   * @param broken true while workers have failed too often for others to be forked
   * @param note why that is so, or empty
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
