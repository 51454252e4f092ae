package dev.prefork.cli.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as people write them: {@code 512m}, {@code 2g}, or a number of bytes. */
final class HumanSize {
  private static final String UNITS = "kmgt";
  private static final Pattern WHOLE =
      Pattern.compile("(\\d+)(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

  private HumanSize() {}

  /**
   * Reads a size.
   *
   * @throws NumberFormatException if the text is not a size
   * @throws ArithmeticException if the size is too large for a {@code long}
   */
  static long parse(String text) {
    Matcher parts = WHOLE.matcher(text);
    if (!parts.matches()) {
      throw new NumberFormatException(text);
    }
    return Math.multiplyExact(Long.parseLong(parts.group(1)), unit(parts.group(2)));
  }

  private static long unit(@Nullable String name) {
    return name == null ? 1 : 1L << (10 * (1 + UNITS.indexOf(name.toLowerCase(Locale.ROOT))));
  }

  /** Writes a size, with the largest unit that leaves a whole number. */
  static String text(long bytes) {
    long left = bytes;
    int unit = 0;
    while (left != 0 && left % 1024 == 0 && unit < UNITS.length()) {
      left /= 1024;
      unit++;
    }
    return unit == 0 ? String.valueOf(left) : left + UNITS.substring(unit - 1, unit);
  }
}
