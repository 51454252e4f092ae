package dev.prefork.cli.config;

/**
 * How a value is written that has a smallest and a largest. Every kind of numbers, durations and
 * sizes is one.
 *
 * @param <T> what it is in code
 */
interface Bounded<T> extends ValueType<T> {
  /** The smallest. */
  T min();

  /** The largest. */
  T max();

  /** Refuses what is not between them. */
  default IllegalArgumentException outOfBounds(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is out of bounds: give " + write(min()) + " to " + write(max()));
  }
}
