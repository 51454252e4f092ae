package dev.prefork.cli.config;

import dev.prefork.model.Range;
import dev.prefork.model.TimeRange;
import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.Sizing;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Values with a smallest and a largest: numbers, durations and sizes.
 *
 * @param <T> their type in code
 * @param label the placeholder for a value in help
 * @param noun what errors call a value
 * @param hint what errors add to the bounds
 * @param min the smallest value
 * @param max the largest value
 * @param reading throws {@link NumberFormatException} or {@link ArithmeticException} for a text
 *     that is not a value
 * @param writing the inverse of {@code reading}
 */
record Bounded<T extends Comparable<T>>(
    String label,
    String noun,
    String hint,
    T min,
    T max,
    Function<String, T> reading,
    Function<T, String> writing)
    implements ValueType<T> {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** The number of workers; {@code max} is as many as the machine has room for. */
  static final Bounded<Integer> WORKERS =
      new Bounded<>(
          "N|max",
          "number of workers",
          ", or max for one per processor",
          (int) Bounds.WORKERS.min(),
          (int) Bounds.WORKERS.max(),
          text -> text.equals("max") ? Sizing.ofThisProcess().workers() : integer(text),
          String::valueOf);

  static Bounded<Integer> number(Range range) {
    return new Bounded<>(
        "N", "number", "", (int) range.min(), (int) range.max(), Bounded::integer, String::valueOf);
  }

  static Bounded<Long> largeNumber(Range range) {
    return new Bounded<>(
        "N",
        "number",
        "",
        range.min(),
        range.max(),
        text -> Long.valueOf(digits(text)),
        String::valueOf);
  }

  static Bounded<Duration> duration(TimeRange range) {
    return new Bounded<>(
        "DURATION",
        "duration",
        ", for example 250ms, 30s or 5m",
        range.min(),
        range.max(),
        HumanDuration::parse,
        HumanDuration::text);
  }

  static Bounded<Long> size(Range range) {
    return new Bounded<>(
        "SIZE",
        "size",
        ", for example 65536, 512m or 2g",
        range.min(),
        range.max(),
        HumanSize::parse,
        HumanSize::text);
  }

  private static int integer(String text) {
    return Integer.parseInt(digits(text));
  }

  /** The JDK also parses signs, and digits of other scripts. */
  private static String digits(String text) {
    if (!DIGITS.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    return text;
  }

  @Override
  public T read(String text) {
    try {
      T value = reading.apply(text);
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // reported below
    }
    throw ValueType.invalid(noun, text, range() + hint);
  }

  /** The bounds, as errors name them. */
  String range() {
    return write(min) + " to " + write(max);
  }

  @Override
  public String write(T value) {
    return writing.apply(value);
  }
}
