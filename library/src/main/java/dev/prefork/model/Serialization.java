package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/** How messages are written. The counterpart of Node's {@code serialization}. */
public enum Serialization {
  /** As JSON: plain data, readable, fast. Node's {@code 'json'}, and the default. */
  JSON("json"),

  /**
   * As object graphs: cycles, shared references and more types. Node's {@code 'advanced'}; both
   * sides take only classes that are allowed.
   */
  ADVANCED("advanced");

  private final String shortName;

  Serialization(String shortName) {
    this.shortName = shortName;
  }

  /**
   * Node's name.
   *
   * @return {@code json} or {@code advanced}
   */
  public String shortName() {
    return shortName;
  }

  /**
   * The serialization of a name as {@link #shortName} gives it.
   *
   * @param name the text, or null if there is none
   * @return null for any other text
   */
  public static @Nullable Serialization byName(@Nullable String name) {
    for (Serialization serialization : values()) {
      if (serialization.shortName.equals(name)) {
        return serialization;
      }
    }
    return null;
  }
}
