package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * How fast workers that exit are replaced. A worker that has served for {@code minUptime} is
 * replaced at once; an earlier exit is a failure. The first failure in a row delays nothing. From
 * the second one on there is a backoff, which doubles with each failure and varies by a quarter, so
 * that workers do not start at the same time.
 *
 * @param backoff the delay after the second failure in a row
 * @param backoffMax the longest delay
 * @param minUptime how long a worker must serve for its exit not to be a failure
 * @param maxRestarts how many failures within {@code window} open the circuit breaker. While it is
 *     open, serving workers are kept, and one worker is forked on trial after each {@code
 *     backoffMax}. It closes when that worker has served for {@code minUptime}, or with a reload or
 *     restart
 * @param window the time within which failures are counted
 */
public record RestartPolicy(
    Duration backoff, Duration backoffMax, Duration minUptime, int maxRestarts, Duration window) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of {@link Bounds}
   */
  public RestartPolicy {
    Duration _ = TimeRange.ANY.check("backoff", backoff);
    Duration _ = TimeRange.ANY.check("backoffMax", backoffMax);
    Duration _ = TimeRange.ANY.check("minUptime", minUptime);
    int _ = Bounds.FAILURES.check("maxRestarts", maxRestarts);
    Duration _ = TimeRange.ANY.check("window", window);
  }

  /**
   * A backoff from 0.5 s to 30 s, a minimum uptime of 10 s, and 8 failures within 60 s. A crash
   * loop has fewer than ten forks in its first ten seconds.
   */
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          8,
          Duration.ofSeconds(60));
}
