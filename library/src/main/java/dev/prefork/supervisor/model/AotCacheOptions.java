package dev.prefork.supervisor.model;

import dev.prefork.model.TimeRange;
import java.time.Duration;

/**
 * Whether workers start from an AOT cache of the JDK (JEP 514 and 515), and how it is recorded: one
 * worker records while it serves, and is then replaced.
 *
 * @param enabled whether workers start from a cache, and record one if there is none
 * @param time how long a worker records at least, counted from when it serves
 * @param processorTime how much processor time it uses at least in this time, as a measure of its
 *     traffic
 * @param limit how long a worker records at most if there is no cache at all; with less traffic
 *     than {@code processorTime} the cache then has classes only
 */
public record AotCacheOptions(
    boolean enabled, Duration time, Duration processorTime, Duration limit) {
  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if a duration is out of bounds
   */
  public AotCacheOptions {
    Duration _ = TimeRange.ANY.check("time", time);
    Duration _ = TimeRange.ANY.check("processorTime", processorTime);
    Duration _ = TimeRange.ANY.check("limit", limit);
  }

  /**
   * A worker records for two minutes and 20 s of processor time, in which a Spring Boot application
   * answers some 100,000 small requests; for ten minutes at most without that much traffic.
   */
  public static final AotCacheOptions DEFAULT =
      new AotCacheOptions(
          true, Duration.ofMinutes(2), Duration.ofSeconds(20), Duration.ofMinutes(10));

  /** No cache. */
  public static final AotCacheOptions OFF =
      new AotCacheOptions(false, DEFAULT.time, DEFAULT.processorTime, DEFAULT.limit);
}
