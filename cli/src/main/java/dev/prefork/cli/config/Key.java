package dev.prefork.cli.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting.
 *
 * @param <T> the type of its value in code
 * @param name its key in the configuration file
 * @param group the heading for it in help
 * @param flags its options on the command line; empty for positional parameters
 * @param variable its environment variable
 * @param type how its values are written
 * @param fallback its default value, null for none
 * @param meaning its description, without a full stop
 */
public record Key<T>(
    String name,
    Group group,
    List<String> flags,
    String variable,
    ValueType<T> type,
    @Nullable T fallback,
    String meaning) {
  /** The headings. */
  enum Group {
    PROGRAM("Program"),
    CLUSTER("Cluster"),
    LIFE("Starting and stopping workers"),
    HEALTH("Health checks"),
    LIMITS("Limits beyond which a worker is replaced"),
    LOGS("Logs");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** {@return the default as text, empty if there is none} */
  String fallbackText() {
    return fallback == null ? "" : type.write(fallback);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the text and what was expected
   */
  public T read(String text) {
    return type.read(text);
  }
}
