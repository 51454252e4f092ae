package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * When a new worker is ready, and when it replaces the old one.
 *
 * @param timeout the time from the fork within which the worker must be ready; otherwise it is
 *     killed and replaced
 * @param readiness the criterion for being ready
 * @param warmUp how long the new worker serves at most beside the one that it replaces, because a
 *     JVM is slow until it has compiled the program. Meanwhile its share of new connections rises
 * @param warmUpRequests the requests that a new worker answers after it is ready, and before it
 *     gets its first connection
 * @param parallel how many workers a reload replaces at a time, 1 to 1024; 0 for as many as there
 *     are idle processors
 */
public record StartupOptions(
    Duration timeout,
    Readiness readiness,
    Duration warmUp,
    WarmUpRequests warmUpRequests,
    int parallel) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a duration or {@code parallel} is out of bounds
   */
  public StartupOptions {
    Duration _ = TimeRange.POSITIVE.check("timeout", timeout);
    Duration _ = TimeRange.ANY.check("warmUp", warmUp);
    long _ = Bounds.PARALLEL.check("parallel", parallel);
  }

  /**
   * Creates options without warm-up requests; a reload replaces as many workers at a time as there
   * are idle processors.
   *
   * @param timeout the time within which a worker must be ready
   * @param readiness the criterion for being ready
   * @param warmUp how long a new worker serves beside the one that it replaces
   * @throws IllegalArgumentException if a duration is out of bounds
   */
  public StartupOptions(Duration timeout, Readiness readiness, Duration warmUp) {
    this(timeout, readiness, warmUp, WarmUpRequests.NONE, 0);
  }

  /**
   * 60 s until the worker listens, as in Puma and systemd, and a warm-up of at most 2 s. With that
   * warm-up, a reload at half of the maximum load makes the slowest requests a tenth as slow as
   * without.
   */
  public static final StartupOptions DEFAULT =
      new StartupOptions(
          Duration.ofSeconds(60), new Readiness.OnListening(), Duration.ofSeconds(2));

  /**
   * {@return a copy with other {@link #warmUpRequests}}
   *
   * @param requests the requests that a new worker answers before it gets its first connection
   */
  public StartupOptions withWarmUpRequests(WarmUpRequests requests) {
    return new StartupOptions(timeout, readiness, warmUp, requests, parallel);
  }

  /**
   * {@return a copy with another {@link #parallel}}
   *
   * @param workers how many workers a reload replaces at a time; 0 for as many as there are idle
   *     processors
   */
  public StartupOptions withParallel(int workers) {
    return new StartupOptions(timeout, readiness, warmUp, warmUpRequests, workers);
  }
}
