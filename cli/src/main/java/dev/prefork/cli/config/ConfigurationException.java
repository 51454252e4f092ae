package dev.prefork.cli.config;

import java.util.ArrayList;
import java.util.List;

/** The configuration is invalid. The message has one line for each mistake. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** About a screen. */
  private static final int MAX_LINES = 20;

  private static final int MAX_LINE_LENGTH = 800;

  /** With one line for each mistake. */
  ConfigurationException(List<String> mistakes) {
    super(text(mistakes));
  }

  /** With one mistake. */
  public ConfigurationException(String mistake) {
    this(List.of(mistake));
  }

  private static String text(List<String> mistakes) {
    List<String> lines = new ArrayList<>();
    mistakes.stream().limit(MAX_LINES).forEach(mistake -> lines.add(shortened(mistake)));
    if (mistakes.size() > MAX_LINES) {
      lines.add("and " + (mistakes.size() - MAX_LINES) + " more");
    }
    return String.join("\n", lines);
  }

  private static String shortened(String line) {
    return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + "...";
  }
}
