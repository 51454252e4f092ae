package dev.prefork.cli.config;

import dev.prefork.model.Range;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as people write them: {@code 512m}, {@code 2g}; a number alone is bytes. */
public final class HumanSize implements Bounded<Long> {
  private static final String UNITS = "kmgt";
  private static final Pattern WHOLE =
      Pattern.compile("(\\d+)(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

  private final Range range;

  HumanSize(Range range) {
    this.range = range;
  }

  /** Up to a pebibyte. */
  public HumanSize() {
    this(Range.BYTES);
  }

  @Override
  public Long min() {
    return range.min();
  }

  @Override
  public Long max() {
    return range.max();
  }

  @Override
  public String label() {
    return "SIZE";
  }

  @Override
  public Long read(String text) {
    Matcher parts = WHOLE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size: write a number of bytes, or 64k, 512m, 2g");
    }
    try {
      long bytes = Math.multiplyExact(Long.parseLong(parts.group(1)), unit(parts.group(2)));
      if (range.contains(bytes)) {
        return bytes;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below: nobody has that much
    }
    throw outOfBounds(text);
  }

  private static long unit(@Nullable String name) {
    return name == null ? 1 : 1L << (10 * (1 + UNITS.indexOf(name.toLowerCase(Locale.ROOT))));
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
