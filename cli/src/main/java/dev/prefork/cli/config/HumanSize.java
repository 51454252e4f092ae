package dev.prefork.cli.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512m}, {@code 2g}; a number alone is bytes. */
public final class HumanSize implements Kind<Long> {
  private static final String UNITS = "kmgt";
  private static final Pattern WHOLE =
      Pattern.compile("(\\d{1,15})(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

  @Override
  public String label() {
    return "SIZE";
  }

  @Override
  public Long read(String text) {
    Matcher parts = WHOLE.matcher(text);
    try {
      if (parts.matches()) {
        String unit = parts.group(2);
        int shift = unit == null ? 0 : 10 * (1 + UNITS.indexOf(unit.toLowerCase(Locale.ROOT)));
        return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
      }
    } catch (ArithmeticException e) {
      // told below: nobody has that much
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no size: write a number of bytes, or 64k, 512m, 2g");
  }

  @Override
  public String write(Long value) {
    long left = value;
    int unit = 0;
    while (left != 0 && left % 1024 == 0 && unit < UNITS.length()) {
      left /= 1024;
      unit++;
    }
    return unit == 0 ? String.valueOf(left) : left + UNITS.substring(unit - 1, unit);
  }
}
