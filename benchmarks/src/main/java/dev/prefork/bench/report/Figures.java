package dev.prefork.bench.report;

import java.util.Locale;

/** Formats figures, independent of the locale. */
final class Figures {
  static final String NONE = "–";

  private Figures() {}

  static String text(double figure, int digits) {
    if (Double.isNaN(figure)) {
      return NONE;
    }
    return Double.isInfinite(figure)
        ? "∞"
        : String.format(Locale.ROOT, "%,." + digits + "f", figure);
  }

  static String ratio(double ratio) {
    return text(ratio, ratio < 10 ? 3 : 1);
  }
}
