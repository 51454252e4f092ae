package dev.prefork.cli.config;

import java.util.List;

/**
 * How the values of a setting are written.
 *
 * @param <T> their type in code
 */
interface ValueType<T> {
  /** The placeholder for a value in help: {@code DURATION}. */
  String label();

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the text and what was expected
   */
  T read(String text);

  /** Writes a value so that {@link #read} understands it. */
  String write(T value);

  /** Whether a value consists of several texts: a flag that can be repeated, a list in the file. */
  default boolean isList() {
    return false;
  }

  /** Reads a value that was given as a list. */
  default T read(List<String> texts) {
    if (texts.size() != 1) {
      throw new IllegalArgumentException("expected one value, not " + texts.size());
    }
    return read(texts.getFirst());
  }

  /** {@return the error for a text that is not a value} */
  static IllegalArgumentException invalid(String noun, String text, Object expected) {
    return new IllegalArgumentException(
        "invalid %s '%s': expected %s".formatted(noun, text, expected));
  }
}
