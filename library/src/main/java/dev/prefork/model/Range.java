package dev.prefork.model;

/**
 * The whole numbers that a setting may have.
 *
 * @param min the smallest
 * @param max the largest
 */
public record Range(long min, long max) {
  /** Sizes in bytes: up to one pebibyte. */
  public static final Range BYTES = new Range(0, 1L << 50);

  /**
   * Asks whether a number is one of them.
   *
   * @param value the number
   * @return true if it is
   */
  public boolean contains(long value) {
    return value >= min && value <= max;
  }

  /**
   * Refuses a number that is none of them.
   *
   * @param name of the setting
   * @param value the number
   * @return the number
   * @throws IllegalArgumentException with the name, the number and the bounds
   */
  public long check(String name, long value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("invalid " + name + " " + value + ": expected " + this);
    }
    return value;
  }

  /**
   * The same for an {@code int}.
   *
   * @param name of the setting
   * @param value the number
   * @return the number
   * @throws IllegalArgumentException with the name, the number and the bounds
   */
  public int check(String name, int value) {
    return (int) check(name, (long) value);
  }

  /** {@return the bounds as messages name them} */
  @Override
  public String toString() {
    return min + " to " + max;
  }
}
