package dev.prefork.model;

/**
 * The bounds of a whole number, both inclusive.
 *
 * @param min the smallest valid number
 * @param max the largest valid number
 */
public record Range(long min, long max) {
  /** Sizes in bytes, from 0 to one pebibyte. */
  public static final Range BYTES = new Range(0, 1L << 50);

  /**
   * Returns whether a number is within the bounds.
   *
   * @param value the number
   * @return true if the number is valid
   */
  public boolean contains(long value) {
    return value >= min && value <= max;
  }

  /**
   * Rejects a number that is out of bounds.
   *
   * @param name the name of the setting, for the error message
   * @param value the number
   * @return the number
   * @throws IllegalArgumentException if the number is out of bounds; the message has the name, the
   *     number and the bounds
   */
  public long check(String name, long value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("invalid " + name + " " + value + ": expected " + this);
    }
    return value;
  }

  /**
   * Rejects an {@code int} that is out of bounds.
   *
   * @param name the name of the setting, for the error message
   * @param value the number
   * @return the number
   * @throws IllegalArgumentException if the number is out of bounds; the message has the name, the
   *     number and the bounds
   */
  public int check(String name, int value) {
    return (int) check(name, (long) value);
  }

  /** {@return the bounds as error messages show them, such as {@code 1 to 1024}} */
  @Override
  public String toString() {
    return min + " to " + max;
  }
}
