package dev.prefork.cli.config;

import java.util.List;

/**
 * A value of a setting, as it was written.
 *
 * @param origin where it was written, as errors name it: file, line and key, a variable, or a flag
 * @param texts the value
 * @param isList whether it was written as a list, with an element in each text
 */
record ConfigValue(String origin, List<String> texts, boolean isList) {
  <T> T as(ValueType<T> type) {
    return isList ? type.read(texts) : type.read(texts.getFirst());
  }
}
