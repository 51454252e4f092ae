package dev.prefork.cli.text;

import dev.prefork.cli.config.HumanDuration;
import dev.prefork.model.MoveReport;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Formats values for people. */
public final class Format {
  private static final long KILO = 1024;
  private static final String UNITS = "KMGT";

  private Format() {}

  /** Formats the duration and the connections of an operation. */
  public static String ledger(Report report) {
    return "took %s; connections: %s"
        .formatted(HumanDuration.text(rounded(report.took())), ledger(report.ledger()));
  }

  public static String ledger(Ledger ledger) {
    return "%d accepted, %d redispatched, %d moved, %d drained, %d forced, %d lost%s"
        .formatted(
            ledger.accepted(),
            ledger.redispatched(),
            ledger.moved(),
            ledger.drained(),
            ledger.forced(),
            ledger.lost(),
            stayed(ledger));
  }

  private static String stayed(Ledger ledger) {
    MoveReport moves = new MoveReport(ledger.moved(), ledger.stayed());
    return ledger.stayed().isEmpty() ? "" : "; " + moves.stayedText();
  }

  public static String workers(int count) {
    return count == 1 ? "1 worker" : count + " workers";
  }

  /** Formats the time since an instant, in at most two units. */
  public static String since(Instant instant) {
    Duration time = Duration.between(instant, Instant.now());
    long seconds = Math.max(0, time.toSeconds());
    if (seconds >= 86_400) {
      seconds -= seconds % 3600;
    } else if (seconds >= 3600) {
      seconds -= seconds % 60;
    }
    return seconds == 0 ? "0s" : HumanDuration.text(Duration.ofSeconds(seconds));
  }

  private static Duration rounded(Duration time) {
    return Duration.ofMillis((time.toMillis() + 50) / 100 * 100);
  }

  /** Formats a number of bytes in about three digits; a dash for none. */
  static String bytes(long bytes) {
    if (bytes < KILO) {
      return bytes == 0 ? "-" : bytes + "B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= KILO && unit < UNITS.length() - 1) {
      value /= KILO;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f%s" : "%.0f%s", value, UNITS.charAt(unit));
  }

  /** Formats a constant: {@code STARTING} as starting. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
