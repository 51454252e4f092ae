package dev.prefork.cli.config;

import java.util.List;

/** Something in the configuration is wrong: one line for each mistake. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With one line for each mistake. */
  public ConfigurationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
  }

  /** With one mistake. */
  public ConfigurationException(String mistake) {
    this(List.of(mistake));
  }
}
