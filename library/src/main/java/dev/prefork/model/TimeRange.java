package dev.prefork.model;

import java.time.Duration;

/**
 * The durations that a setting may have.
 *
 * @param min the shortest
 * @param max the longest
 */
public record TimeRange(Duration min, Duration max) {
  /** Ten years: longer than any cluster lives, and in nanoseconds still a {@code long}. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** From nothing to ten years. */
  public static final TimeRange ANY = new TimeRange(Duration.ZERO, LONGEST);

  /** From a millisecond to ten years. */
  public static final TimeRange POSITIVE = new TimeRange(Duration.ofMillis(1), LONGEST);

  /**
   * Asks whether a duration is one of them.
   *
   * @param value the duration
   * @return true if it is
   */
  public boolean contains(Duration value) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  /**
   * Refuses a duration that is none of them.
   *
   * @param name of the setting
   * @param value the duration
   * @return the duration
   * @throws IllegalArgumentException with the name, the duration and the bounds
   */
  public Duration check(String name, Duration value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("invalid " + name + " " + value + ": expected " + this);
    }
    return value;
  }

  /** {@return the bounds as messages name them} */
  @Override
  public String toString() {
    return min.toMillis() + " ms to " + max.toDays() + " days";
  }
}
