package dev.prefork.cli.config;

import java.util.ArrayList;
import java.util.List;

/** Something in the configuration is wrong: one line for each mistake. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A screen of them is enough to begin with. */
  private static final int MOST_LINES = 20;

  private static final int LONGEST_LINE = 800;

  /** With one line for each mistake. */
  public ConfigurationException(List<String> mistakes) {
    super(text(mistakes));
  }

  private static String text(List<String> mistakes) {
    List<String> lines = new ArrayList<>();
    mistakes.stream().limit(MOST_LINES).forEach(mistake -> lines.add(shortened(mistake)));
    if (mistakes.size() > MOST_LINES) {
      lines.add("and " + (mistakes.size() - MOST_LINES) + " more");
    }
    return String.join("\n", lines);
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  /** With one mistake. */
  public ConfigurationException(String mistake) {
    this(List.of(mistake));
  }
}
