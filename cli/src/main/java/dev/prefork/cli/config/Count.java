package dev.prefork.cli.config;

import dev.prefork.model.Range;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * Whole numbers.
 *
 * @param label what stands for a value in help
 * @param range those that may be given
 * @param type what they are in code
 */
record Count<T extends Number>(String label, Range range, LongFunction<T> type)
    implements Bounded<T> {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** That fit an {@code int}. */
  static ValueType<Integer> of(Range range) {
    return new Count<>("N", range, number -> (int) number);
  }

  /** That may be larger. */
  static ValueType<Long> large(Range range) {
    return new Count<>("N", range, number -> number);
  }

  @Override
  public T min() {
    return type.apply(range.min());
  }

  @Override
  public T max() {
    return type.apply(range.max());
  }

  @Override
  public T read(String text) {
    try {
      if (DIGITS.matcher(text).matches() && range.contains(Long.parseLong(text))) {
        return type.apply(Long.parseLong(text));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("'" + text + "' is no number from " + range);
  }

  @Override
  public String write(T value) {
    return value.toString();
  }
}
