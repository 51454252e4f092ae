package dev.prefork.cli.config;

import java.util.List;

/**
 * What somebody gave for a key, as it was written.
 *
 * @param origin where
 * @param texts the value
 * @param listed whether it was given as a list: each text is an element then
 */
record Given(Origin origin, List<String> texts, boolean listed) {
  static Given single(Origin origin, String text) {
    return new Given(origin, List.of(text), false);
  }

  static Given list(Origin origin, List<String> texts) {
    return new Given(origin, texts, true);
  }

  <T> T as(Kind<T> kind) {
    return listed ? kind.read(texts) : kind.read(texts.getFirst());
  }
}
