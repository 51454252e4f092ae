package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What {@code docs/configuration.md} says is so. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  /** Wherever a page says how many there may be. */
  private static final Pattern WORKERS =
      Pattern.compile("(?:workers` |workers, |cluster has |give )(1 to \\d+)");

  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** The table's line for a key. */
  private static String row(Key<?> key) {
    String flags =
        key.flags().stream().map(flag -> "`" + flag + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | `%s` | %s | %s | %s |"
        .formatted(
            key.name(),
            flags.isEmpty() ? "as it is" : flags,
            key.variable(),
            key.label().replace("|", " or "),
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
    Bounded<?> kind = (Bounded<?>) Keys.named(name).orElseThrow().kind();
    assertThat(Files.readString(PAGE).replaceAll("\\s+", " "))
        .contains("`" + name + "` " + kind.min() + " to " + kind.max());
  }

  @Test
  void thePageHasTheBoundsOfTimesAndSizes() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains("up to `" + HumanDuration.text(new HumanDuration().max()) + "`")
        .contains("up to `" + new HumanSize().write(new HumanSize().max()) + "`");
  }

  @Test
  void theExampleOfThePageMakesSense(@TempDir Path folder) throws IOException {
    var example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("prefork.yaml"), example.group(1));
    assertThat(Configuration.read(Map.of(), Map.of(), file).given(Keys.NAME)).contains("shop");
  }
}
