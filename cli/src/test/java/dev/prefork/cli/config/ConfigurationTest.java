package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.model.SchedulingPolicy;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.StartupOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How settings are read, and the errors for each kind of mistake. */
class ConfigurationTest {
  private static final Map<Key<?>, ConfigValue> NO_FLAGS = Map.of();

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("prefork.yaml"), text);
  }

  private Configuration read(String text) throws IOException {
    return Configuration.read(NO_FLAGS, Map.of(), file(text));
  }

  @Test
  void aFlagOverridesAVariableAVariableTheFileAndTheFileTheDefault() throws IOException {
    Path file = file("workers: 2\ndrain-timeout: 5s\nname: shop\n");
    Map<String, String> variables = Map.of("PREFORK_WORKERS", "3", "PREFORK_DRAIN_TIMEOUT", "6s");
    Map<Key<?>, ConfigValue> flags =
        Map.of(Keys.WORKERS, new ConfigValue("-w", List.of("4"), true));

    Configuration configuration = Configuration.read(flags, variables, file);

    assertThat(configuration.given(Keys.WORKERS)).contains(4);
    assertThat(configuration.value(Keys.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(6));
    assertThat(configuration.given(Keys.NAME)).contains("shop");
    assertThat(configuration.value(Keys.START_TIMEOUT)).isEqualTo(StartupOptions.DEFAULT.timeout());
  }

  @Test
  void valuesOfTheFileAreTakenLiterallyAndNotInterpretedByYaml() throws IOException {
    Configuration configuration =
        read(
            """
            # comments are for people
            name: no
            program: app.jar
            arguments: [--port, 8080, "a b", 1e3, 0x10]
            jvm: -Xmx256m '-Da=b c'
            ports: 8000=none,9010=exclude
            policy: least
            move-connections: off
            max-rss: 1g
            ready: http://localhost:8080/health
            aot-cache: off
            """);

    assertThat(configuration.given(Keys.NAME)).contains("no");
    assertThat(configuration.value(Keys.ARGUMENTS))
        .containsExactly("--port", "8080", "a b", "1e3", "0x10");
    assertThat(configuration.value(Keys.JVM)).containsExactly("-Xmx256m", "-Da=b c");
    assertThat(configuration.given(Keys.PORTS)).hasToString("Optional[8000=none,9010=exclude]");
    assertThat(configuration.given(Keys.POLICY)).contains(SchedulingPolicy.LEAST_CONNECTIONS);
    assertThat(configuration.value(Keys.MOVE_CONNECTIONS)).isFalse();
    assertThat(configuration.value(Keys.MAX_RSS)).isEqualTo(1L << 30);
    assertThat(configuration.value(Keys.READY))
        .isEqualTo(new Readiness.OnHttpOk(URI.create("http://localhost:8080/health")));
    assertThat(configuration.value(Keys.AOT_CACHE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing but a comment\n", "{}"})
  void anEmptyFileIsDefaults(String text) throws IOException {
    assertThat(read(text).given(Keys.WORKERS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // the file, with \\n for the end of a line | line and key | a fragment of the reason
        "worker: 4 | 1: worker | 'workers'",
        "a: 1\\nb: 2 | 1: a | docs/configuration.md",
        "name: shop\\ndrain_timeout: 5s | 2: drain_timeout | 'drain-timeout'",
        "workers: many | 1: workers | 'many'",
        "workers: 0 | 1: workers | 1 to 1024",
        "workers: | 1: workers | no value",
        "workers: [1, 2] | 1: workers | 2",
        "workers: {a: 1} | 1: workers | keys or lists",
        "jvm: [[a]] | 1: jvm | keys or lists",
        "jvm: \"'a\" | 1: jvm | ''a'",
        "workers: 1\\nworkers: 2 | 2: workers | duplicate",
        "start-timeout: 30 | 1: start-timeout | 30s",
        "max-rss: 1x | 1: max-rss | '1x'",
        "max-rss: 999999999999999t | 1: max-rss | 0 to 1024t",
        "aot-cache: maybe | 1: aot-cache | on or off",
        "ports: 8000=stay | 1: ports | +stay",
        "ready: soon | 1: ready | listening, said, or",
        "ready: http://localhost:70000/ | 1: ready | 70000",
        "log-format: xml | 1: log-format | prefixed, json, raw",
        "log-keep: -1 | 1: log-keep | 0 to 1000",
        "warm-up-requests: [ftp://localhost/] | 1: warm-up-requests | http://localhost:8080/orders",
        "warm-up-requests: [GET /orders] | 1: warm-up-requests | no host in",
        "warm-up-requests: [GET orders] | 1: warm-up-requests | no URL in",
        "warm-up-requests: [\"GET http://a/ b c\"] | 1: warm-up-requests | 'GET http://a/ b c'",
        "warm-up-requests: ['http://localhost:0/'] | 1: warm-up-requests | port 0",
        "warm-up-requests: ['http://localhost:70000/'] | 1: warm-up-requests | port 70000",
        "warm-up-requests: [\"http://a/\\rA: b\"] | 1: warm-up-requests | 'http://a/?A: b'",
        "warm-up-requests: ['CONNECT http://a/'] | 1: warm-up-requests | 'CONNECT'",
        "warm-up-requests: ['http://a/{{id}}'] | 1: warm-up-requests | variables",
        "warm-up-requests: [''] | 1: warm-up-requests | ''",
        "warm-up-limit: 0 | 1: warm-up-limit | 1ms to 1d",
        "warm-up-limit: 2d | 1: warm-up-limit | 1ms to 1d",
        "name: 1st | 1: name | '1st'",
        "name: '' | 1: name | ''",
        "program: '' | 1: program | ''",
        "name: &x shop\\nprogram: *x | 2: program | *x",
        "just words | 1 | 'just words'",
        "a: [ | 1 | YAML",
      })
  void aMistakeInTheFileIsReportedWithFileLineKeyAndReason(
      String text, String place, String fragment) throws IOException {
    Path file = file(text.replace("\\n", "\n"));

    assertThatThrownBy(() -> Configuration.read(NO_FLAGS, Map.of(), file))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .startsWith(file + ":" + place + ": ")
        .contains(fragment);
  }

  @Test
  void allMistakesAreReportedAlsoInValuesThatAreOverridden() throws IOException {
    Path file = file("workers: 0\nname: shop\ndrain: 5s\n");
    Map<Key<?>, ConfigValue> flags =
        Map.of(
            Keys.MAX_AGE, new ConfigValue("--max-age", List.of("old"), true),
            Keys.WORKERS, new ConfigValue("--workers", List.of("4"), true));

    assertThatThrownBy(
            () -> Configuration.read(flags, Map.of("PREFORK_AOT_CACHE", "perhaps"), file))
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .hasSize(4)
                    .anyMatch(line -> line.startsWith(file + ":1: workers: "))
                    .anyMatch(line -> line.startsWith(file + ":3: drain: "))
                    .anyMatch(line -> line.startsWith("PREFORK_AOT_CACHE: "))
                    .anyMatch(line -> line.startsWith("--max-age: ")));
  }

  @Test
  void aFileThatDoesNotExistIsOneLine() {
    Path file = folder.resolve("nothere.yaml");
    assertThatThrownBy(() -> Configuration.read(NO_FLAGS, Map.of(), file))
        .message()
        .startsWith(file + ": ")
        .doesNotContain("\n");
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    assertThat(
            Configuration.read(NO_FLAGS, Map.of("PREFORK_WORKERS", ""), null).given(Keys.WORKERS))
        .isEmpty();
  }

  @Test
  void aMisspelledVariableIsReportedWithTheRightName() {
    assertThat(
            Configuration.misspelledVariables(
                Map.of("PREFORK_WORKER", "3", "PREFORK_SERVICE_HOST", "x", "PREFORK_NAME", "y")))
        .singleElement()
        .asString()
        .contains("PREFORK_WORKER ", "PREFORK_WORKERS?");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "250ms, 250, 250ms",
    "30s, 30000, 30s",
    "90s, 90000, 1m30s",
    "1h30m, 5400000, 1h30m",
    "2d, 172800000, 2d",
  })
  void durationsAreReadAndWrittenAsPeopleDo(String text, long millis, String written) {
    Duration time = HumanDuration.parse(text);
    assertThat(time).isEqualTo(Duration.ofMillis(millis));
    assertThat(HumanDuration.text(time)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1000, 1000, 1000",
    "64k, 65536, 64k",
    "512m, 536870912, 512m",
    "512MB, 536870912, 512m",
    "2GiB, 2147483648, 2g",
    "1024m, 1073741824, 1g",
  })
  void sizesAreReadAndWrittenAsPeopleDo(String text, long bytes, String written) {
    assertThat(HumanSize.parse(text)).isEqualTo(bytes);
    assertThat(HumanSize.text(bytes)).isEqualTo(written);
  }
}
