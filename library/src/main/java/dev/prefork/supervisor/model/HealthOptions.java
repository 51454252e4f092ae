package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * When a worker counts as hung: its JVM does not answer, its threads are dead-locked, or none of
 * them gets to run.
 *
 * @param interval how often each worker is asked; zero for never
 * @param unhealthyAfter without a good answer for so long it gets no more connections, until it
 *     answers again
 * @param killUnhealthyAfter without a good answer for so long its threads are written to a file,
 *     and it is killed and replaced
 */
public record HealthOptions(
    Duration interval, Duration unhealthyAfter, Duration killUnhealthyAfter) {
  /** Refuses numbers that are out of bounds. */
  public HealthOptions {
    Duration _ = TimeRange.ANY.check("interval", interval);
    Duration _ = TimeRange.POSITIVE.check("unhealthyAfter", unhealthyAfter);
    Duration _ = TimeRange.POSITIVE.check("killUnhealthyAfter", killUnhealthyAfter);
  }

  /** Out of the rotation within two seconds, killed after ten. */
  public static final HealthOptions DEFAULT =
      new HealthOptions(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(10));
}
