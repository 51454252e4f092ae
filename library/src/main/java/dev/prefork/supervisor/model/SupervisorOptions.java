package dev.prefork.supervisor.model;

import dev.prefork.Settings;
import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * What is supervised, and how. Immutable: each {@code with} method returns a copy.
 *
 * @param name of the cluster, for people and for the command
 * @param program what the workers run: {@link Settings#exec} and its companions
 * @param workers how many: 1 to 1024
 * @param startup how long a worker may take to serve
 * @param restarts how fast dead workers are replaced
 * @param health when a worker counts as hung
 * @param limits when a worker is replaced although it is well
 * @param drainTimeout how long a worker that is replaced or stopped may take; then it is killed
 * @param logs where the workers' output goes
 * @param autoSize whether heap and processors are divided among the workers, where the program's
 *     options do not say otherwise
 * @param aotCache whether workers start from an AOT cache, which the supervisor trains
 */
public record SupervisorOptions(
    String name,
    Settings program,
    int workers,
    StartupOptions startup,
    RestartPolicy restarts,
    HealthOptions health,
    LimitOptions limits,
    Duration drainTimeout,
    LogOptions logs,
    boolean autoSize,
    boolean aotCache) {
  /** What a worker that goes may take, as in gunicorn and Puma. */
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

  /** Refuses numbers that are out of {@link Bounds}. */
  public SupervisorOptions {
    int _ = Bounds.workers(workers);
    Duration _ = TimeRange.ANY.check("drainTimeout", drainTimeout);
  }

  /**
   * {@return how long a worker may drain; the last tenth of {@link #drainTimeout} is for its exit}
   */
  public Duration gracePeriod() {
    return drainTimeout.multipliedBy(9).dividedBy(10);
  }

  /**
   * {@return defaults: as many workers as {@link Sizing#workers} says}
   *
   * @param program what workers run, see {@link Settings#withExec}
   */
  public static SupervisorOptions of(Settings program) {
    return new SupervisorOptions(
        "prefork",
        program,
        Sizing.ofThisProcess().workers(),
        StartupOptions.DEFAULT,
        RestartPolicy.DEFAULT,
        HealthOptions.DEFAULT,
        LimitOptions.NONE,
        DEFAULT_DRAIN_TIMEOUT,
        LogOptions.DEFAULT,
        true,
        true);
  }

  /**
   * {@return a copy}
   *
   * @param name the new name
   */
  public SupervisorOptions withName(String name) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param program what workers run
   */
  public SupervisorOptions withProgram(Settings program) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param workers how many
   */
  public SupervisorOptions withWorkers(int workers) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param startup how long a worker may take to serve
   */
  public SupervisorOptions withStartup(StartupOptions startup) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param restarts how fast dead workers are replaced
   */
  public SupervisorOptions withRestarts(RestartPolicy restarts) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param health when a worker counts as hung
   */
  public SupervisorOptions withHealth(HealthOptions health) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param limits when a worker is replaced although it is well
   */
  public SupervisorOptions withLimits(LimitOptions limits) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param drainTimeout how long a worker that goes may take
   */
  public SupervisorOptions withDrainTimeout(Duration drainTimeout) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param logs where the workers' output goes
   */
  public SupervisorOptions withLogs(LogOptions logs) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param autoSize whether heap and processors are divided
   */
  public SupervisorOptions withAutoSize(boolean autoSize) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }

  /**
   * {@return a copy}
   *
   * @param aotCache whether workers start from an AOT cache
   */
  public SupervisorOptions withAotCache(boolean aotCache) {
    return new SupervisorOptions(
        name,
        program,
        workers,
        startup,
        restarts,
        health,
        limits,
        drainTimeout,
        logs,
        autoSize,
        aotCache);
  }
}
