package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * How a worker comes to serve.
 *
 * @param timeout from its fork until it is ready; one that takes longer is killed and replaced
 * @param readiness when it is
 * @param warmUp how long it serves beside the one whose place it takes before that one goes: a JVM
 *     is slow until its compilers have seen what the program does
 */
public record StartupOptions(Duration timeout, Readiness readiness, Duration warmUp) {
  /** Refuses numbers that are out of bounds. */
  public StartupOptions {
    Duration _ = TimeRange.POSITIVE.check("timeout", timeout);
    Duration _ = TimeRange.ANY.check("warmUp", warmUp);
  }

  /**
   * A minute until it listens, as Puma and systemd have it; two seconds of warming up, after which
   * a reload at half of the load that workers can take makes the slowest requests a tenth as slow.
   */
  public static final StartupOptions DEFAULT =
      new StartupOptions(
          Duration.ofSeconds(60), new Readiness.OnListening(), Duration.ofSeconds(2));
}
