package dev.prefork.internal.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of the {@code java} launcher. As for the launcher, {@code -cp x} and {@code
 * --class-path=x} are options with a value, while {@code -Dkey=value} and {@code -XX:Name=value}
 * are names without a value.
 *
 * @param separate true if the value is a separate word; false if {@code =} joins name and value, or
 *     if there is no value
 */
record JvmOption(String name, @Nullable String value, boolean separate) {

  /** Returns an option without a value, such as {@code -Xmx1g}. */
  static JvmOption of(String word) {
    return new JvmOption(word, null, false);
  }

  /** Returns the option {@code --name=value}. */
  static JvmOption of(String name, String value) {
    return new JvmOption(name, value, false);
  }

  /** Returns the words for the launcher. */
  public List<String> words() {
    if (value == null) {
      return List.of(name);
    }
    return separate ? List.of(name, value) : List.of(name + "=" + value);
  }

  /** Returns the option with another value. */
  JvmOption withValue(String other) {
    return new JvmOption(name, other, separate);
  }

  /** Returns true if both options mean the same to the launcher, in whatever spelling. */
  boolean isEquivalentTo(JvmOption other) {
    return String.join("=", words()).equals(String.join("=", other.words()));
  }
}
