package dev.prefork.supervisor.model;

import dev.prefork.model.HealthReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a worker at one moment.
 *
 * @param id the worker number, never reused
 * @param slot the slot, counted from 1; a replacement has the slot of its predecessor
 * @param generation the generation, which increases with each reload and restart
 * @param pid the process id
 * @param state what the worker is doing
 * @param since when the worker was forked
 * @param figures the last measurement; all zero before the first one
 * @param restarts how many workers of this slot were replaced because they exited
 * @param aotCache how the worker's JVM uses the AOT cache
 * @param note why the worker is unhealthy, draining or not ready yet, for display; or empty
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
    AotCacheUse aotCache,
    String note) {
  /**
   * Checks the components.
   *
   * @throws NullPointerException if a component is null
   */
  public WorkerStatus {
    Objects.requireNonNull(state, "missing state");
    Objects.requireNonNull(since, "missing since");
    Objects.requireNonNull(figures, "missing figures");
    Objects.requireNonNull(aotCache, "missing aotCache");
    Objects.requireNonNull(note, "missing note");
  }

  /** What a worker is doing. */
  public enum State {
    /** The worker is not ready yet. */
    STARTING,
    /** The worker is ready and gets connections. */
    SERVING,
    /** The worker fails its health checks and gets no connections until it recovers. */
    UNHEALTHY,
    /** The worker gets no new connections, finishes those that it has, and then exits. */
    DRAINING
  }

  /**
   * Measurements of a worker's process. A value that was not measured is 0.
   *
   * @param cpu the average number of processors in use since the previous measurement: 1.0 is one
   *     processor
   * @param rss resident memory of the process, in bytes
   * @param heap bytes of the heap in use, garbage included
   * @param heapAfterGc bytes of the heap in use after the last garbage collection
   * @param open the number of open connections
   * @param accepted the number of connections accepted since the fork
   * @param acceptedPerSecond connections accepted per second since the previous measurement
   */
  public record Figures(
      double cpu,
      long rss,
      long heap,
      long heapAfterGc,
      long open,
      long accepted,
      double acceptedPerSecond) {
    /** Figures before the first measurement. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);

    /**
     * {@return a copy with the figures of a health report}
     *
     * @param health the report of the worker
     * @param acceptedPerSecond connections accepted per second since the previous report
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
     * {@return a copy with the operating system's figures}
     *
     * @param cpu the average number of processors in use
     * @param rss resident memory of the process, in bytes
     */
    public Figures withProcess(double cpu, long rss) {
      return new Figures(cpu, rss, heap, heapAfterGc, open, accepted, acceptedPerSecond);
    }
  }

  /**
   * A worker that exited unexpectedly.
   *
   * @param id the worker number
   * @param slot the slot
   * @param generation the generation
   * @param at when the worker exited
   * @param reason why it exited, in one line
   * @param threadDump the file with its thread dump; null unless it was killed as unresponsive
   */
  public record Ended(
      int id, int slot, int generation, Instant at, String reason, @Nullable Path threadDump) {}
}
