package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * How fast dead workers are replaced. The first is replaced at once. From the second failure in a
 * row on there is a pause, which doubles with each, and varies by a quarter so that workers do not
 * start in step. A worker that has served for {@code minUptime} has not failed.
 *
 * @param backoff after the second failure
 * @param backoffMax where doubling ends
 * @param minUptime how long a worker must serve for its end to be no failure
 * @param maxRestarts so many failures within {@code window} open the breaker: what serves is kept,
 *     and nothing is forked until it closes by itself, after {@code backoffMax} with one worker on
 *     trial, or by a reload
 * @param window the time in which failures are counted
 */
public record RestartPolicy(
    Duration backoff, Duration backoffMax, Duration minUptime, int maxRestarts, Duration window) {
  /** Refuses numbers that are out of {@link Bounds}. */
  public RestartPolicy {
    Duration _ = TimeRange.ANY.check("backoff", backoff);
    Duration _ = TimeRange.ANY.check("backoffMax", backoffMax);
    Duration _ = TimeRange.ANY.check("minUptime", minUptime);
    int _ = Bounds.FAILURES.check("maxRestarts", maxRestarts);
    Duration _ = TimeRange.ANY.check("window", window);
  }

  /** Fewer than ten forks in the first ten seconds of a crash loop. */
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          8,
          Duration.ofSeconds(60));
}
