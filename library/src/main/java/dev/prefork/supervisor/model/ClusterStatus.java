package dev.prefork.supervisor.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a cluster at one moment.
 *
 * @param name the name of the cluster
 * @param pid the process id of the primary
 * @param state what the cluster is doing
 * @param since when the supervisor was started
 * @param generation the generation of new workers
 * @param desired the desired number of workers
 * @param program the program that workers run, for display
 * @param policy the name of the {@link dev.prefork.model.SchedulingPolicy}
 * @param addresses the addresses on which workers listen, for display
 * @param workers the workers that have not exited, by slot and worker number
 * @param ended the last workers that exited unexpectedly, the latest first
 * @param restarts how many workers were replaced because they exited
 * @param ledger the connections since the start of the supervisor
 * @param logs the state of the workers' output
 * @param aotCache the AOT cache from which new workers start; null if there is none
 * @param lastOperation the result of the last reload, restart or scaling; null before the first
 * @param note why the cluster is not as desired, for display; empty if it is
 */
public record ClusterStatus(
    String name,
    long pid,
    State state,
    Instant since,
    int generation,
    int desired,
    String program,
    String policy,
    List<String> addresses,
    List<WorkerStatus> workers,
    List<WorkerStatus.Ended> ended,
    int restarts,
    Ledger ledger,
    LogStatus logs,
    @Nullable AotCacheStatus aotCache,
    @Nullable Report lastOperation,
    String note) {
  /**
   * Copies the lists.
   *
   * @throws NullPointerException if a component other than {@code aotCache} and {@code
   *     lastOperation} is null
   */
  public ClusterStatus {
    Objects.requireNonNull(name, "missing name");
    Objects.requireNonNull(state, "missing state");
    Objects.requireNonNull(since, "missing since");
    Objects.requireNonNull(program, "missing program");
    Objects.requireNonNull(ledger, "missing ledger");
    Objects.requireNonNull(logs, "missing logs");
    Objects.requireNonNull(note, "missing note");
    addresses = List.copyOf(addresses);
    workers = List.copyOf(workers);
    ended = List.copyOf(ended);
  }

  /** What a cluster is doing. */
  public enum State {
    /** The first workers do not serve yet. */
    STARTING,
    /** The desired number of workers serves. */
    RUNNING,
    /** Fewer workers serve than desired; the others are being replaced. */
    DEGRADED,
    /**
     * The circuit breaker is open, because too many workers failed: workers that serve are kept,
     * and one is forked on trial after each backoff.
     */
    BROKEN,
    /** A reload or restart replaces the workers by those of a new generation. */
    RELOADING,
    /** All workers are being stopped. */
    STOPPING,
    /** All workers have exited, and the supervisor has ended. */
    STOPPED
  }
}
