package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/** The format of messages on the channel. Node's {@code serialization}. */
public enum Serialization {
  /** JSON: plain data. The default, and the faster one. Node's {@code 'json'}. */
  JSON("json"),

  /**
   * Object graphs, with cycles, shared references and more types. Both sides accept only classes
   * that {@code Cluster.allowInMessages} has allowed. Node's {@code 'advanced'}.
   */
  ADVANCED("advanced");

  private final String shortName;

  Serialization(String shortName) {
    this.shortName = shortName;
  }

  /**
   * Returns the name that Node uses.
   *
   * @return {@code json} or {@code advanced}
   */
  public String shortName() {
    return shortName;
  }

  /**
   * Returns the serialization with a given {@link #shortName}.
   *
   * @param name the name, or null
   * @return the serialization, or null if none has this name
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
