package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/configuration.md} says is so. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
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

  @Test
  void theExampleOfThePageMakesSense(@TempDir Path folder) throws IOException {
    var example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("prefork.yaml"), example.group(1));
    assertThat(Configuration.read(Map.of(), Map.of(), file).given(Keys.NAME)).contains("shop");
  }
}
