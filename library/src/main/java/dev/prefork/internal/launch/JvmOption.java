package dev.prefork.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of the {@code java} launcher. {@code -cp x} and {@code --class-path=x} are one option
 * with a value; {@code -Dkey=value} and {@code -XX:Name=value} are one word without, as they are
 * for the launcher.
 *
 * @param separate true if the value was a word of its own; false where {@code =} joins them or
 *     there is none
 */
record JvmOption(String name, @Nullable String value, boolean separate) {

  /** An option that has no value of its own: {@code -Xmx1g}. */
  static JvmOption of(String word) {
    return new JvmOption(word, null, false);
  }

  /** {@code --name=value}. */
  static JvmOption of(String name, String value) {
    return new JvmOption(name, value, false);
  }

  /** The words to give to the launcher. */
  public List<String> words() {
    if (value == null) {
      return List.of(name);
    }
    return separate ? List.of(name, value) : List.of(name + "=" + value);
  }

  /** The same option with another value. */
  JvmOption withValue(String other) {
    return new JvmOption(name, other, separate);
  }

  /** True if both say the same to the launcher, however they are written. */
  boolean isEquivalentTo(JvmOption other) {
    return String.join("=", words()).equals(String.join("=", other.words()));
  }
}
