package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * When a worker counts as unhealthy. A worker fails a health check if its JVM does not answer,
 * platform threads are deadlocked, no virtual thread runs, or garbage collection takes nearly all
 * of its time.
 *
 * @param interval the time between two health checks of a worker; zero switches them off
 * @param unhealthyAfter how long a worker may fail before it is suspended until it recovers
 * @param killUnhealthyAfter how long a worker may fail before its threads are dumped to a file, and
 *     it is killed and replaced
 */
public record HealthOptions(
    Duration interval, Duration unhealthyAfter, Duration killUnhealthyAfter) {
  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if a duration is out of bounds
   */
  public HealthOptions {
    Duration _ = TimeRange.ANY.check("interval", interval);
    Duration _ = TimeRange.POSITIVE.check("unhealthyAfter", unhealthyAfter);
    Duration _ = TimeRange.POSITIVE.check("killUnhealthyAfter", killUnhealthyAfter);
  }

  /** A health check each 0.5 s; unhealthy after 1.5 s, killed after 10 s. */
  public static final HealthOptions DEFAULT =
      new HealthOptions(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(10));
}
