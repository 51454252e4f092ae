package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number has bounds, as a flag, as a variable and in the file. */
class NumbersTest {
  /** Neither numbers nor durations nor sizes. */
  private static final List<String> GARBAGE =
      List.of(
          "nan", "-", "+", "1e3", "0x10", "1.5", "1,5", " 1", "1 ", "-1", "-1s", "-1k", "1sx", "١");

  /** Too many digits for any type. */
  private static final List<String> OVERFLOWS =
      List.of(
          "99999999999999999999",
          "9223372036854775808",
          "9223372036854775807",
          "99999999999999999999d",
          "9223372036854775807ms",
          "106751991168d",
          "9223372036854775807s1ms",
          "99999999999999999999t",
          "9007199254740992k",
          "16777216t");

  @TempDir Path folder;

  /** Whether the values of a key are numbers: it accepts one. */
  private static boolean isNumeric(Key<?> key) {
    return Stream.of("1", "1s").anyMatch(text -> isNumber(key.type(), text));
  }

  private static boolean isNumber(ValueType<?> type, String text) {
    try {
      Object value = type.read(text);
      return value instanceof Number || value instanceof Duration;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<Key<?>> numbers() {
    return Keys.ALL.stream().filter(NumbersTest::isNumeric).toList();
  }

  private static Stream<Arguments> wrong() {
    return numbers().stream()
        .flatMap(
            key ->
                Stream.concat(Stream.concat(GARBAGE.stream(), OVERFLOWS.stream()), justOutside(key))
                    .map(text -> Arguments.of(key, text)));
  }

  private static Stream<String> justOutside(Key<?> key) {
    return Stream.of(outside(bounds(key).min(), -1), outside(bounds(key).max(), 1));
  }

  private static String outside(Object bound, int by) {
    return switch (bound) {
      case Integer number -> String.valueOf((long) number + by);
      case Long number -> String.valueOf(number + by);
      case Duration duration -> duration.toMillis() + by + "ms";
      default -> throw new AssertionError("no number: " + bound);
    };
  }

  private static Bounded<?> bounds(Key<?> key) {
    assertThat(key.type()).as("the type of %s has bounds", key.name()).isInstanceOf(Bounded.class);
    return (Bounded<?>) key.type();
  }

  @Test
  void theKeysWithNumbersAreFoundByTheirValues() {
    assertThat(numbers().stream().<String>map(Key::name))
        .contains("workers", "max-rss", "drain-timeout", "worker-uid", "log-keep")
        .doesNotContain("name", "jvm", "ready");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  <T> void theSmallestAndTheLargestMayBeGivenAndSoMayTheDefault(Key<T> key) {
    Bounded<?> bounds = bounds(key);
    for (Object bound : List.of(bounds.min(), bounds.max())) {
      String text = bound instanceof Duration time ? time.toMillis() + "ms" : bound.toString();
      assertThat((Object) key.type().read(text)).as("%s: %s", key.name(), text).isEqualTo(bound);
    }
    if (key.fallback() != null) {
      assertThat(key.type().read(key.fallbackText())).isEqualTo(key.fallback());
    }
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void anInvalidNumberIsRejectedInOneLineAsFlagAsVariableAndInTheFile(Key<?> key, String text)
      throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), key.name() + ": '" + text + "'\n");
    assertRefused("--x", text, Map.of(key, flag(text)), Map.of(), null);
    assertRefused(key.variable(), text, Map.of(), Map.of(key.variable(), text), null);
    assertRefused(file + ":1: " + key.name(), text, Map.of(), Map.of(), file);
  }

  private static ConfigValue flag(String text) {
    return new ConfigValue("--x", List.of(text), true);
  }

  private static void assertRefused(
      String origin,
      String text,
      Map<Key<?>, ConfigValue> flags,
      Map<String, String> variables,
      Path file) {
    assertThatThrownBy(() -> Configuration.read(flags, variables, file))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .startsWith(origin + ": invalid ")
        .contains("'" + text + "'")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberThatIsTooLargeIsRejectedWithTheBounds(Key<?> key) {
    Bounded<?> bounds = bounds(key);
    String text = outside(bounds.max(), 1);
    assertThatThrownBy(() -> key.type().read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(bounds.range());
  }
}
