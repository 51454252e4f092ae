package dev.prefork.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that count, of all that were given. Immutable. */
public final class Configuration {
  private final Map<Key<?>, Object> values;

  private Configuration(Map<Key<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads all there is. A flag counts before a variable, a variable before the file.
   *
   * @param flags values by key, as they were written
   * @param environment the variables
   * @param file the file, null for none
   * @throws ConfigurationException with each mistake, also in what does not count
   */
  public static Configuration read(
      Map<Key<?>, Flagged> flags, Map<String, String> environment, @Nullable Path file) {
    List<String> mistakes = new ArrayList<>();
    Map<Key<?>, Object> values = new HashMap<>();
    if (file != null) {
      add(ConfigurationFile.read(file, mistakes), values, mistakes);
    }
    add(variables(environment), values, mistakes);
    add(given(flags), values, mistakes);
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
    return new Configuration(Map.copyOf(values));
  }

  /**
   * A key's value on the command line.
   *
   * @param flag the option as it was written
   * @param texts its values
   */
  public record Flagged(String flag, List<String> texts) {}

  private static Map<Key<?>, ConfigValue> given(Map<Key<?>, Flagged> flags) {
    Map<Key<?>, ConfigValue> given = new HashMap<>();
    flags.forEach(
        (key, value) ->
            given.put(key, ConfigValue.list(new Origin.Flag(value.flag()), value.texts())));
    return given;
  }

  /** One that is empty counts as not there, as compose files and shells make such. */
  private static Map<Key<?>, ConfigValue> variables(Map<String, String> environment) {
    Map<Key<?>, ConfigValue> given = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      String text = environment.get(key.variable());
      if (text != null && !text.isEmpty()) {
        given.put(key, ConfigValue.single(new Origin.Variable(key.variable()), text));
      }
    }
    return given;
  }

  private static void add(
      Map<Key<?>, ConfigValue> layer, Map<Key<?>, Object> values, List<String> mistakes) {
    layer.forEach(
        (key, given) -> {
          try {
            values.put(key, Objects.requireNonNull(given.as(key.kind())));
          } catch (IllegalArgumentException e) {
            mistakes.add(given.origin() + ": " + e.getMessage());
          }
        });
  }

  /** {@return what was given for a key} */
  @SuppressWarnings("unchecked") // what a key's own kind has read
  public <T> Optional<T> given(Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** {@return what was given for a key that has a default, or that} */
  public <T> T value(Key<T> key) {
    return given(key)
        .orElseGet(() -> Objects.requireNonNull(key.fallback(), "no default: " + key.name()));
  }

  /** {@return the value that counts, as it would be written} */
  public <T> Optional<String> text(Key<T> key) {
    Optional<T> value = given(key).or(() -> Optional.ofNullable(key.fallback()));
    return value.map(key.kind()::write);
  }

  /** {@return the keys for which the other has another value} */
  public List<Key<?>> differences(Configuration other) {
    return Keys.ALL.stream()
        .filter(key -> !Objects.equals(values.get(key), other.values.get(key)))
        .toList();
  }

  /**
   * {@return a line for each variable that is none of ours but for a slip of the pen}
   *
   * @param environment the variables
   */
  public static List<String> suspicions(Map<String, String> environment) {
    List<String> names = Keys.ALL.stream().<String>map(Key::variable).toList();
    return environment.keySet().stream()
        .filter(name -> name.startsWith("PREFORK_") && !names.contains(name))
        .sorted()
        .flatMap(
            name ->
                names.stream()
                    .filter(right -> Suggestion.distance(name, right) <= 2)
                    .limit(1)
                    .map(
                        right ->
                            "variable " + name + " means nothing; did you mean " + right + "?"))
        .toList();
  }
}
