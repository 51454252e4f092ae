package dev.prefork.cli.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h30m}. */
public final class HumanDuration {
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

  private HumanDuration() {}

  /**
   * Reads a duration.
   *
   * @throws NumberFormatException if the text is not a duration
   * @throws ArithmeticException if the duration is too long for a {@code long} of milliseconds
   */
  static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    long millis = 0;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      long number = Long.parseLong(part.group(1));
      millis = Math.addExact(millis, Math.multiplyExact(number, unit(part.group(2))));
    }
    return Duration.ofMillis(millis);
  }

  private static long unit(String name) {
    return UNITS.stream().filter(unit -> unit.name.equals(name)).findFirst().orElseThrow().millis;
  }

  /**
   * Writes a duration, without fractions of a millisecond.
   *
   * @param value the duration
   * @return the text
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
