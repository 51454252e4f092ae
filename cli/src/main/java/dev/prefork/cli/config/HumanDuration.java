package dev.prefork.cli.config;

import dev.prefork.model.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h30m}. */
public final class HumanDuration implements Bounded<Duration> {
  private static final Pattern WHOLE = Pattern.compile("0|(?:\\d+(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private record Unit(String name, long millis) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", 86_400_000),
          new Unit("h", 3_600_000),
          new Unit("m", 60_000),
          new Unit("s", 1000),
          new Unit("ms", 1));

  private final TimeRange range;

  HumanDuration(TimeRange range) {
    this.range = range;
  }

  /** Up to ten years. */
  public HumanDuration() {
    this(TimeRange.ANY);
  }

  @Override
  public Duration min() {
    return range.min();
  }

  @Override
  public Duration max() {
    return range.max();
  }

  @Override
  public String label() {
    return "DURATION";
  }

  @Override
  public Duration read(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration: write 250ms, 30s, 5m, 1h30m or 2d");
    }
    try {
      Duration value = Duration.ofMillis(millis(text));
      if (range.contains(value)) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below: nobody waits for so long
    }
    throw outOfBounds(text);
  }

  private static long millis(String text) {
    long sum = 0;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      long number = Long.parseLong(part.group(1));
      sum = Math.addExact(sum, Math.multiplyExact(number, unit(part.group(2))));
    }
    return sum;
  }

  private static long unit(String name) {
    return UNITS.stream().filter(unit -> unit.name.equals(name)).findFirst().orElseThrow().millis;
  }

  @Override
  public String write(Duration value) {
    return text(value);
  }

  /**
   * {@return a duration as people write it}
   *
   * @param value the duration; what is less than a millisecond is left out
   */
  public static String text(Duration value) {
    StringBuilder text = new StringBuilder();
    long left = value.toMillis();
    for (Unit unit : UNITS) {
      if (left >= unit.millis) {
        text.append(left / unit.millis).append(unit.name);
        left %= unit.millis;
      }
    }
    return text.isEmpty() ? "0" : text.toString();
  }
}
