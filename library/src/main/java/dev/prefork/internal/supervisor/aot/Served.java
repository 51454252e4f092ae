package dev.prefork.internal.supervisor.aot;

import dev.prefork.supervisor.model.AotCacheOptions;
import java.time.Duration;

/**
 * What a worker has done since it became ready.
 *
 * @param time how long it has served
 * @param processorTime the processor time that it used
 * @param connections how many connections it accepted
 */
public record Served(Duration time, Duration processorTime, long connections) {
  /** Nothing. */
  public static final Served NOTHING = new Served(Duration.ZERO, Duration.ZERO, 0);

  /** Returns whether a cache recorded meanwhile knows which methods matter. */
  boolean isEnough(AotCacheOptions options) {
    return time.compareTo(options.time()) >= 0 && hasTraffic(options.processorTime());
  }

  /** Returns whether the worker used that much processor time. */
  public boolean hasTraffic(Duration least) {
    return processorTime.compareTo(least) >= 0;
  }

  /** Describes this, such as "132 s, 21.3 s of processor time, 3412 connections". */
  String text() {
    return "%d s, %.1f s of processor time, %d connections"
        .formatted(time.toSeconds(), processorTime.toMillis() / 1e3, connections);
  }
}
