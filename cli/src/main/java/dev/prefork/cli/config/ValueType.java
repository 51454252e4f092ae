package dev.prefork.cli.config;

import java.util.List;

/**
 * How a value is written.
 *
 * @param <T> what it is in code
 */
interface ValueType<T> {
  /** What stands for a value in help: {@code DURATION}. */
  String label();

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the reason, which begins with the text
   */
  T read(String text);

  /** A value as {@link #read} understands it. */
  String write(T value);

  /** Whether it is made of several texts: a flag that can be repeated, a list in the file. */
  default boolean isList() {
    return false;
  }

  /** Reads what was given once for each text. */
  default T read(List<String> texts) {
    if (texts.size() != 1) {
      throw new IllegalArgumentException("takes one value, not " + texts.size());
    }
    return read(texts.getFirst());
  }
}
