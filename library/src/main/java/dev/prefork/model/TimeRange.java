package dev.prefork.model;

import java.time.Duration;

/**
 * The bounds of a duration, both inclusive.
 *
 * @param min the shortest valid duration
 * @param max the longest valid duration
 */
public record TimeRange(Duration min, Duration max) {
  /** Ten years in nanoseconds still fit into a {@code long}. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** From 0 to ten years. */
  public static final TimeRange ANY = new TimeRange(Duration.ZERO, LONGEST);

  /** From one millisecond to ten years. */
  public static final TimeRange POSITIVE = new TimeRange(Duration.ofMillis(1), LONGEST);

  /**
   * Returns whether a duration is within the bounds.
   *
   * @param value the duration
   * @return true if the duration is valid
   */
  public boolean contains(Duration value) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  /**
   * Rejects a duration that is out of bounds.
   *
   * @param name the name of the setting, for the error message
   * @param value the duration
   * @return the duration
   * @throws IllegalArgumentException if the duration is out of bounds; the message has the name,
   *     the duration and the bounds
   */
  public Duration check(String name, Duration value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("invalid " + name + " " + value + ": expected " + this);
    }
    return value;
  }

  /** {@return the bounds as error messages show them, such as {@code 0 ms to 3650 days}} */
  @Override
  public String toString() {
    return min.toMillis() + " ms to " + max.toDays() + " days";
  }
}
