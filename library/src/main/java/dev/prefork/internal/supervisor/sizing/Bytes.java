package dev.prefork.internal.supervisor.sizing;

import java.util.Locale;

/** Formats sizes for operators. */
public final class Bytes {
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};
  private static final int KILO = 1024;

  private Bytes() {}

  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= KILO && unit < UNITS.length - 1) {
      value /= KILO;
      unit++;
    }
    String format = unit < 3 || value >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, UNITS[unit]);
  }
}
