package dev.prefork.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The effective values of all settings. Immutable. */
public final class Configuration {
  private final Map<Key<?>, Object> values;

  private Configuration(Map<Key<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads all settings. A flag overrides a variable, and a variable overrides the file.
   *
   * @param flags the values from the command line
   * @param environment the environment variables
   * @param file the configuration file, null for none
   * @throws ConfigurationException with every mistake, also in values that are overridden
   */
  static Configuration read(
      Map<Key<?>, ConfigValue> flags, Map<String, String> environment, @Nullable Path file) {
    List<String> mistakes = new ArrayList<>();
    Map<Key<?>, Object> values = new HashMap<>();
    if (file != null) {
      add(ConfigurationFile.read(file, mistakes), values, mistakes);
    }
    add(variables(environment), values, mistakes);
    add(flags, values, mistakes);
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
    return new Configuration(Map.copyOf(values));
  }

  /** An empty variable counts as not set: compose files and shells produce such variables. */
  private static Map<Key<?>, ConfigValue> variables(Map<String, String> environment) {
    Map<Key<?>, ConfigValue> given = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      String text = environment.getOrDefault(key.variable(), "");
      if (!text.isEmpty()) {
        given.put(key, new ConfigValue(key.variable(), List.of(text), false));
      }
    }
    return given;
  }

  private static void add(
      Map<Key<?>, ConfigValue> layer, Map<Key<?>, Object> values, List<String> mistakes) {
    layer.forEach(
        (key, given) -> {
          try {
            values.put(key, Objects.requireNonNull(given.as(key.type())));
          } catch (IllegalArgumentException e) {
            mistakes.add(given.origin() + ": " + e.getMessage());
          }
        });
  }

  /** {@return the value that was given for a key} */
  @SuppressWarnings("unchecked") // the key's own type has read it
  public <T> Optional<T> given(Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** {@return the value that was given for a key, or its default, which it must have} */
  public <T> T value(Key<T> key) {
    return given(key)
        .orElseGet(() -> Objects.requireNonNull(key.fallback(), "no default: " + key.name()));
  }

  /** {@return the effective value of a key, as text} */
  public <T> Optional<String> text(Key<T> key) {
    Optional<T> value = given(key).or(() -> Optional.ofNullable(key.fallback()));
    return value.map(key.type()::write);
  }

  /** {@return the keys that have another value in the other configuration} */
  public List<Key<?>> differences(Configuration other) {
    return Keys.ALL.stream()
        .filter(key -> !Objects.equals(values.get(key), other.values.get(key)))
        .toList();
  }

  /**
   * Finds variables that are probably misspelled.
   *
   * @param environment the environment variables
   * @return a line for each of them
   */
  public static List<String> misspelledVariables(Map<String, String> environment) {
    List<String> known = Keys.ALL.stream().<String>map(Key::variable).toList();
    return environment.keySet().stream()
        .filter(name -> name.startsWith("PREFORK_") && !known.contains(name))
        .sorted()
        .flatMap(
            name ->
                known.stream()
                    .filter(right -> Suggestion.distance(name, right) <= 2)
                    .limit(1)
                    .map(
                        right ->
                            "unknown variable %s ignored; did you mean %s?".formatted(name, right)))
        .toList();
  }
}
