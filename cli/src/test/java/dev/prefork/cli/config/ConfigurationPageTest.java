package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.Range;
import dev.prefork.model.TimeRange;
import dev.prefork.supervisor.model.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/configuration.md} agrees with the code. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  /** The places where a page has the bounds of the number of workers. */
  private static final Pattern WORKERS =
      Pattern.compile("(?:workers` |workers, |cluster has |expected )(1 to \\d+)");

  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** Returns the row of the table for a key. */
  private static String row(Key<?> key) {
    String flags =
        key.flags().stream().map(flag -> "`" + flag + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | `%s` | %s | %s | %s |"
        .formatted(
            key.name(),
            flags.isEmpty() ? "positional" : flags,
            key.variable(),
            key.type().label().replace("|", " or "),
            key.fallbackText().isEmpty() ? "" : "`" + key.fallbackText() + "`",
            key.meaning());
  }

  @Test
  void thePageHasAllKeysWithTheirFlagsVariablesAndDefaults() throws IOException {
    List<String> rows = Files.readAllLines(PAGE).stream().filter(l -> l.startsWith("| `")).toList();
    assertThat(rows).containsExactlyElementsOf(Keys.ALL.stream().map(k -> row(k)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"configuration.md", "commands.md", "supervisor.md"})
  void allPagesAgreeWithTheCodeHowManyWorkersThereMayBe(String page) throws IOException {
    String text = Files.readString(PAGE.resolveSibling(page));
    assertThat(text).contains(Bounds.WORKERS.toString());
    assertThat(WORKERS.matcher(text).results().map(found -> found.group(1)))
        .containsOnly(Bounds.WORKERS.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-restarts", "log-keep", "max-connections-served"})
  void thePageHasTheBoundsOfNumbers(String name) throws IOException {
    Bounded<?> kind = (Bounded<?>) Keys.named(name).orElseThrow().type();
    assertThat(Files.readString(PAGE).replaceAll("\\s+", " "))
        .contains("`" + name + "` " + kind.min() + " to " + kind.max());
  }

  @Test
  void thePageHasTheBoundsOfTimesAndSizes() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains("up to `" + HumanDuration.text(TimeRange.ANY.max()) + "`")
        .contains("up to `" + HumanSize.text(Range.BYTES.max()) + "`");
  }

  @Test
  void theExampleOfThePageIsValid(@TempDir Path folder) throws IOException {
    var example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("prefork.yaml"), example.group(1));
    assertThat(Configuration.read(Map.of(), Map.of(), file).given(Keys.NAME)).contains("shop");
  }
}
