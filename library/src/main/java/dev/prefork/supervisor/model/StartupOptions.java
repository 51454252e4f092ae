package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * When a new worker is ready, and when it replaces the old one.
 *
 * @param timeout the time from the fork within which the worker must be ready; otherwise it is
 *     killed and replaced
 * @param readiness the criterion for being ready
 * @param warmUp how long the new worker serves beside the one that it replaces, because a JVM is
 *     slow until it has compiled the program
 * @param warmUpRequests the requests that a new worker answers after it is ready, and before it
 *     gets its first connection
 */
public record StartupOptions(
    Duration timeout, Readiness readiness, Duration warmUp, WarmUpRequests warmUpRequests) {
  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if a duration is out of bounds
   */
  public StartupOptions {
    Duration _ = TimeRange.POSITIVE.check("timeout", timeout);
    Duration _ = TimeRange.ANY.check("warmUp", warmUp);
  }

  /**
   * Creates options without warm-up requests.
   *
   * @param timeout the time within which a worker must be ready
   * @param readiness the criterion for being ready
   * @param warmUp how long a new worker serves beside the one that it replaces
   * @throws IllegalArgumentException if a duration is out of bounds
   */
  public StartupOptions(Duration timeout, Readiness readiness, Duration warmUp) {
    this(timeout, readiness, warmUp, WarmUpRequests.NONE);
  }

  /**
   * 60 s until the worker listens, as in Puma and systemd, and a warm-up of 2 s. With that warm-up,
   * a reload at half of the maximum load makes the slowest requests a tenth as slow as without.
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
    return new StartupOptions(timeout, readiness, warmUp, requests);
  }
}
