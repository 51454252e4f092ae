package dev.prefork.supervisor.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The AOT cache from which new workers start, and how it was recorded.
 *
 * @param kind {@link AotCacheUse#CLASSES} or {@link AotCacheUse#PROFILES}
 * @param written when the cache was written
 * @param time how long the worker that recorded had served
 * @param processorTime the processor time that this worker used while it served
 * @param connections the number of connections that this worker accepted
 */
public record AotCacheStatus(
    AotCacheUse kind, Instant written, Duration time, Duration processorTime, long connections) {
  /**
   * Checks the components.
   *
   * @throws NullPointerException if a component is null
   */
  public AotCacheStatus {
    Objects.requireNonNull(kind, "missing kind");
    Objects.requireNonNull(written, "missing written");
    Objects.requireNonNull(time, "missing time");
    Objects.requireNonNull(processorTime, "missing processorTime");
  }
}
