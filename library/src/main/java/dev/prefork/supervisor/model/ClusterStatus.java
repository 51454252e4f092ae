package dev.prefork.supervisor.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a cluster.
 *
 * @param name its name
 * @param pid the primary's process
 * @param state what it is doing
 * @param since when the supervisor was started
 * @param generation the one that new workers are of
 * @param desired how many workers there should be
 * @param program what they run
 * @param policy who chooses the worker for a connection
 * @param addresses where they listen
 * @param workers those there are, by place and number
 * @param ended the last ones that have ended without being asked to, latest first
 * @param restarts how many have been replaced because they ended
 * @param ledger of connections
 * @param logs how well what workers write can be written
 * @param lastOperation how the last reload, restart or scaling ended
 * @param note why it is not well, for people; or empty
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
    @Nullable Report lastOperation,
    String note) {
  /** Keeps unmodifiable copies. All that is not said to be null must be there. */
  public ClusterStatus {
    Objects.requireNonNull(name, "it has no name");
    Objects.requireNonNull(state, "it has no state");
    Objects.requireNonNull(since, "it has no since");
    Objects.requireNonNull(program, "it has no program");
    Objects.requireNonNull(ledger, "it has no ledger");
    Objects.requireNonNull(logs, "it has no logs");
    Objects.requireNonNull(note, "it has no note");
    addresses = List.copyOf(addresses);
    workers = List.copyOf(workers);
    ended = List.copyOf(ended);
  }

  /** What a cluster is doing. */
  public enum State {
    /** The first workers do not serve yet. */
    STARTING,
    /** As many workers serve as should. */
    RUNNING,
    /** Fewer than should; they are being replaced. */
    DEGRADED,
    /** Too many have failed: what serves is kept, nothing is forked. */
    BROKEN,
    /** Workers are being replaced by those of a new generation. */
    RELOADING,
    /** All workers are going. */
    STOPPING,
    /** It is over. */
    STOPPED
  }
}
