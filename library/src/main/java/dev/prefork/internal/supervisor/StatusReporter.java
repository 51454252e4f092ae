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
  private final WorkerPool crew;
  private final ChangeController orders;
  private final WorkerLogs logs;

  StatusReporter(
      SupervisorOptions options, WorkerPool crew, ChangeController orders, WorkerLogs logs) {
    this.options = options;
    this.crew = crew;
    this.orders = orders;
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
        phase(broken),
        started,
        orders.desired().generation(),
        orders.desired().workers(),
        orders.program(),
        Cluster.schedulingPolicy().toString(),
        crew.addresses(),
        crew.statuses(),
        crew.ended(),
        crew.restarts(),
        crew.ledger(),
        logs.status(),
        orders.lastReport(),
        note);
  }

  private ClusterStatus.Phase phase(boolean broken) {
    if (orders.end() != null) {
      return ClusterStatus.Phase.STOPPED;
    }
    if (orders.isStopping()) {
      return ClusterStatus.Phase.STOPPING;
    }
    if (orders.isReplacing()) {
      return ClusterStatus.Phase.RELOADING;
    }
    return broken ? ClusterStatus.Phase.BROKEN : phaseByCount();
  }

  private ClusterStatus.Phase phaseByCount() {
    long serving = crew.wards().stream().filter(ward -> ward.seen().isServing()).count();
    if (serving >= orders.desired().workers()) {
      return ClusterStatus.Phase.RUNNING;
    }
    return crew.hasEverServed() ? ClusterStatus.Phase.DEGRADED : ClusterStatus.Phase.STARTING;
  }
}
