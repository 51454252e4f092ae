package dev.prefork.supervisor.model;

import dev.prefork.Settings;
import dev.prefork.model.TimeRange;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The options of a {@code Supervisor}. Immutable: each {@code with} method returns a copy.
 *
 * @param name the name of the cluster
 * @param program the settings of the workers, with their program: {@link Settings#exec}
 * @param workers the desired number of workers, 1 to 1024
 * @param startup when a new worker is ready
 * @param restarts how fast workers that exit are replaced
 * @param health when a worker counts as unhealthy
 * @param limits when a healthy worker is replaced
 * @param drainTimeout how long a worker that is replaced or stopped may take before it is killed
 * @param logs where the workers' output goes
 * @param autoSize whether to divide memory and processors among the workers with JVM options,
 *     unless the program's options set them
 * @param aotCache whether workers start from an AOT cache, and how it is recorded
 * @param rebalance whether established connections spread again over all workers after a worker was
 *     added or replaced
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
    AotCacheOptions aotCache,
    boolean rebalance) {
  /** The default of {@link #drainTimeout}: 30 s, as in gunicorn and Puma. */
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if {@code workers} or {@code drainTimeout} is out of bounds
   */
  public SupervisorOptions {
    int _ = Bounds.workers(workers);
    Duration _ = TimeRange.ANY.check("drainTimeout", drainTimeout);
  }

  /**
   * {@return the grace period of workers: nine tenths of {@link #drainTimeout}. The last tenth is
   * for the exit of the process}
   */
  public Duration gracePeriod() {
    return drainTimeout.multipliedBy(9).dividedBy(10);
  }

  /**
   * {@return the default options, with the number of workers of {@link Sizing#workers}}
   *
   * @param program the settings of the workers, see {@link Settings#withExec}
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
        AotCacheOptions.DEFAULT,
        false);
  }

  /**
   * {@return a copy with another {@link #name}}
   *
   * @param name the name of the cluster
   */
  public SupervisorOptions withName(String name) {
    return with(copy -> copy.name = name);
  }

  /**
   * {@return a copy with another {@link #program}}
   *
   * @param program the settings of the workers, with their program
   */
  public SupervisorOptions withProgram(Settings program) {
    return with(copy -> copy.program = program);
  }

  /**
   * {@return a copy with another {@link #workers}}
   *
   * @param workers the desired number of workers, 1 to 1024
   */
  public SupervisorOptions withWorkers(int workers) {
    return with(copy -> copy.workers = workers);
  }

  /**
   * {@return a copy with another {@link #startup}}
   *
   * @param startup when a new worker is ready
   */
  public SupervisorOptions withStartup(StartupOptions startup) {
    return with(copy -> copy.startup = startup);
  }

  /**
   * {@return a copy with another {@link #restarts}}
   *
   * @param restarts how fast workers that exit are replaced
   */
  public SupervisorOptions withRestarts(RestartPolicy restarts) {
    return with(copy -> copy.restarts = restarts);
  }

  /**
   * {@return a copy with another {@link #health}}
   *
   * @param health when a worker counts as unhealthy
   */
  public SupervisorOptions withHealth(HealthOptions health) {
    return with(copy -> copy.health = health);
  }

  /**
   * {@return a copy with another {@link #limits}}
   *
   * @param limits when a healthy worker is replaced
   */
  public SupervisorOptions withLimits(LimitOptions limits) {
    return with(copy -> copy.limits = limits);
  }

  /**
   * {@return a copy with another {@link #drainTimeout}}
   *
   * @param drainTimeout how long a worker may take before it is killed
   */
  public SupervisorOptions withDrainTimeout(Duration drainTimeout) {
    return with(copy -> copy.drainTimeout = drainTimeout);
  }

  /**
   * {@return a copy with another {@link #logs}}
   *
   * @param logs where the workers' output goes
   */
  public SupervisorOptions withLogs(LogOptions logs) {
    return with(copy -> copy.logs = logs);
  }

  /**
   * {@return a copy with another {@link #autoSize}}
   *
   * @param autoSize whether to divide memory and processors among the workers
   */
  public SupervisorOptions withAutoSize(boolean autoSize) {
    return with(copy -> copy.autoSize = autoSize);
  }

  /**
   * {@return a copy with another {@link #aotCache}}
   *
   * @param aotCache whether workers start from an AOT cache, and how it is recorded
   */
  public SupervisorOptions withAotCache(AotCacheOptions aotCache) {
    return with(copy -> copy.aotCache = aotCache);
  }

  /**
   * {@return a copy with another {@link #rebalance}}
   *
   * @param rebalance whether connections spread again after a worker was added or replaced
   */
  public SupervisorOptions withRebalance(boolean rebalance) {
    return with(copy -> copy.rebalance = rebalance);
  }

  private SupervisorOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.toOptions();
  }

  /** The values of new options, while one of them changes. */
  private static final class Copy {
    private String name;
    private Settings program;
    private int workers;
    private StartupOptions startup;
    private RestartPolicy restarts;
    private HealthOptions health;
    private LimitOptions limits;
    private Duration drainTimeout;
    private LogOptions logs;
    private boolean autoSize;
    private AotCacheOptions aotCache;
    private boolean rebalance;

    Copy(SupervisorOptions options) {
      name = options.name;
      program = options.program;
      workers = options.workers;
      startup = options.startup;
      restarts = options.restarts;
      health = options.health;
      limits = options.limits;
      drainTimeout = options.drainTimeout;
      logs = options.logs;
      autoSize = options.autoSize;
      aotCache = options.aotCache;
      rebalance = options.rebalance;
    }

    SupervisorOptions toOptions() {
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
          aotCache,
          rebalance);
    }
  }
}
