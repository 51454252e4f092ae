package dev.prefork.supervisor.model;

import dev.prefork.model.HealthReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a worker.
 *
 * @param id its number, new for each worker
 * @param slot its place, from 1: a replacement has its predecessor's
 * @param generation counted up by each reload and restart
 * @param pid its process
 * @param state what it is doing
 * @param since when it was forked
 * @param figures measured last; all zero before the first measurement
 * @param restarts how often a worker of its place was replaced
 * @param note why it is hung or goes, for people; or empty
 */
public record WorkerStatus(
    int id,
    int slot,
    int generation,
    long pid,
    State state,
    Instant since,
    Figures figures,
    int restarts,
    String note) {
  /** All of it must be there. */
  public WorkerStatus {
    Objects.requireNonNull(state, "it has no state");
    Objects.requireNonNull(since, "it has no since");
    Objects.requireNonNull(figures, "it has no figures");
    Objects.requireNonNull(note, "it has no note");
  }

  /** What a worker is doing. */
  public enum State {
    /** It does not serve yet. */
    STARTING,
    /** It serves. */
    SERVING,
    /** It does not answer, and gets no connections. */
    UNHEALTHY,
    /** It finishes what it has, and then ends. */
    DRAINING
  }

  /**
   * Figures of a process.
   *
   * @param cpu processors in use, 1.0 for one, since the last measurement
   * @param rss bytes of memory, as the operating system counts them
   * @param heap bytes of the heap in use
   * @param heapAfterGc bytes that the last collection left
   * @param open connections it has
   * @param accepted connections it has accepted
   * @param acceptedPerSecond since the last measurement
   */
  public record Figures(
      double cpu,
      long rss,
      long heap,
      long heapAfterGc,
      long open,
      long accepted,
      double acceptedPerSecond) {
    /** Not measured. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);

    /**
     * {@return a copy with what the worker has answered}
     *
     * @param health its answer
     * @param acceptedPerSecond connections that it has accepted a second, since its last answer
     */
    public Figures with(HealthReport health, double acceptedPerSecond) {
      return new Figures(
          cpu,
          rss,
          health.heap(),
          Math.max(health.heapAfterGc(), 0),
          health.openConnections(),
          health.acceptedConnections(),
          acceptedPerSecond);
    }

    /**
     * {@return a copy with what the system knows of the process}
     *
     * @param cpu processors that it uses
     * @param rss its resident memory, in bytes
     */
    public Figures withProcess(double cpu, long rss) {
      return new Figures(cpu, rss, heap, heapAfterGc, open, accepted, acceptedPerSecond);
    }
  }

  /**
   * The end of a worker, kept for people.
   *
   * @param id its number
   * @param slot its place
   * @param generation its generation
   * @param at when
   * @param reason in one line
   * @param threadDump what its threads did, if it hung
   */
  public record Ended(
      int id, int slot, int generation, Instant at, String reason, @Nullable Path threadDump) {}
}
