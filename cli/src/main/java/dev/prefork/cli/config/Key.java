package dev.prefork.cli.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator can decide.
 *
 * @param <T> what its value is in code
 * @param name its key in the file
 * @param group under which heading it is shown
 * @param flags its options on the command line; empty for what stands there without one
 * @param variable its variable in the environment
 * @param kind how its values are written
 * @param fallback the value if nobody gives one; null for none
 * @param meaning for people, without a full stop
 */
public record Key<T>(
    String name,
    Group group,
    List<String> flags,
    String variable,
    ValueType<T> kind,
    @Nullable T fallback,
    String meaning) {
  /** The headings. */
  public enum Group {
    /** What workers run. */
    PROGRAM("Program"),
    /** The cluster as a whole. */
    CLUSTER("Cluster"),
    /** How workers come and go. */
    LIFE("Starting and stopping workers"),
    /** When a worker counts as hung. */
    HEALTH("Health"),
    /** When a worker is replaced. */
    LIMITS("Limits, beyond which a worker is replaced"),
    /** Where output goes. */
    LOGS("Logs");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** {@return the heading} */
    public String title() {
      return title;
    }
  }

  /** {@return what the help and the docs say is the default; empty if there is none} */
  public String fallbackText() {
    return fallback == null ? "" : kind.write(fallback);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the reason, which begins with the text
   */
  public T read(String text) {
    return kind.read(text);
  }

  /** {@return what stands for a value in help} */
  public String label() {
    return kind.label();
  }

  /** {@return whether it takes several values} */
  public boolean isList() {
    return kind.isList();
  }
}
