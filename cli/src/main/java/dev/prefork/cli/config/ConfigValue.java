package dev.prefork.cli.config;

import java.util.List;

/**
 * What somebody gave for a key, as it was written.
 *
 * @param origin where
 * @param texts the value
 * @param listed whether it was given as a list: each text is an element then
 */
record ConfigValue(Origin origin, List<String> texts, boolean listed) {
  static ConfigValue single(Origin origin, String text) {
    return new ConfigValue(origin, List.of(text), false);
  }

  static ConfigValue list(Origin origin, List<String> texts) {
    return new ConfigValue(origin, texts, true);
  }

  <T> T as(ValueType<T> kind) {
    return listed ? kind.read(texts) : kind.read(texts.getFirst());
  }
}
