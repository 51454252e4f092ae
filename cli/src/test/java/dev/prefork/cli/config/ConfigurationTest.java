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

/** What an operator may write, and what is said of each kind of mistake. */
class ConfigurationTest {
  private static final Map<Key<?>, Configuration.Flagged> NO_FLAGS = Map.of();

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("prefork.yaml"), text);
  }

  private Configuration read(String text) throws IOException {
    return Configuration.read(NO_FLAGS, Map.of(), file(text));
  }

  @Test
  void aFlagCountsBeforeAVariableAVariableBeforeTheFileTheFileBeforeTheDefault()
      throws IOException {
    Path file = file("workers: 2\ndrain-timeout: 5s\nname: shop\n");
    Map<String, String> variables = Map.of("PREFORK_WORKERS", "3", "PREFORK_DRAIN_TIMEOUT", "6s");
    Map<Key<?>, Configuration.Flagged> flags =
        Map.of(Keys.WORKERS, new Configuration.Flagged("-w", List.of("4")));

    Configuration configuration = Configuration.read(flags, variables, file);

    assertThat(configuration.given(Keys.WORKERS)).contains(4);
    assertThat(configuration.value(Keys.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(6));
    assertThat(configuration.given(Keys.NAME)).contains("shop");
    assertThat(configuration.value(Keys.START_TIMEOUT)).isEqualTo(StartupOptions.DEFAULT.timeout());
  }

  @Test
  void valuesOfTheFileMeanWhatTheySayAndNotWhatYamlMakesOfThem() throws IOException {
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
      value = {
        // the file; \n is a line's end | the line and what is said of it
        "worker: 4 | 1: worker: there is no such key; did you mean 'workers'?",
        "a: 1\\nb: 2 | 1: a: there is no such key; docs/configuration.md has all",
        "name: shop\\ndrain_timeout: 5s | 2: drain_timeout: there is no such key; did you mean"
            + " 'drain-timeout'?",
        "workers: many | 1: workers: 'many' is no number of workers: give 1 to 1024, or max for one"
            + " per processor",
        "workers: 0 | 1: workers: '0' is no number of workers: give 1 to 1024, or max for one per"
            + " processor",
        "workers: | 1: workers: has no value: give one, or leave the key out",
        "workers: [1, 2] | 1: workers: takes one value, not 2",
        "workers: {a: 1} | 1: workers: takes a value, not keys or lists of its own",
        "jvm: [[a]] | 1: jvm: takes a value, not keys or lists of its own",
        "jvm: \"'a\" | 1: jvm: ''a' has a quote that does not end",
        "workers: 1\\nworkers: 2 | 2: workers: is given twice",
        "start-timeout: 30 | 1: start-timeout: '30' is no duration: write 250ms, 30s, 5m, 1h30m or"
            + " 2d",
        "max-rss: 1x | 1: max-rss: '1x' is no size: write a number of bytes, or 64k, 512m, 2g",
        "max-rss: 999999999999999t | 1: max-rss: '999999999999999t' is out of bounds: give 0 to"
            + " 1024t",
        "aot-cache: maybe | 1: aot-cache: 'maybe' is neither on nor off",
        "ready: soon | 1: ready: 'soon' says not when a worker is ready: give listening, said, or"
            + " an address such as http://localhost:8080/health",
        "ready: http://localhost:70000/ | 1: ready: invalid port of http://localhost:70000/ 70000:"
            + " expected 1 to 65535",
        "log-format: xml | 1: log-format: 'xml' is no format: give prefixed, json, raw",
        "log-keep: -1 | 1: log-keep: '-1' is no number from 0 to 1000",
        "name: 1st | 1: name: '1st' is no name: take a letter, and up to 49 letters, digits, dots,"
            + " dashes or underscores",
        "name: '' | 1: name: '' is no name: take a letter, and up to 49 letters, digits, dots,"
            + " dashes or underscores",
        "program: '' | 1: program: '' is empty: give a value, or leave it out",
        "name: &x shop\\nprogram: *x | 2: program: is an alias (*x): write the value itself",
        "just words | 1: 'just words' is no key with a value: write such as 'workers: 4'",
        "a: [ | 1: is no YAML: expected the node content, but found '<stream end>'",
      })
  void aMistakeInTheFileIsToldWithFileLineKeyAndReason(String text, String expected)
      throws IOException {
    Path file = file(text.replace("\\n", "\n"));

    assertThatThrownBy(() -> Configuration.read(NO_FLAGS, Map.of(), file))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .startsWith(file + ":" + expected);
  }

  @Test
  void ofSeveralMistakesAllAreTold() throws IOException {
    Path file = file("workers: 0\nname: shop\ndrain: 5s\n");
    Map<Key<?>, Configuration.Flagged> flags =
        Map.of(Keys.MAX_AGE, new Configuration.Flagged("--max-age", List.of("old")));

    assertThatThrownBy(
            () -> Configuration.read(flags, Map.of("PREFORK_AOT_CACHE", "perhaps"), file))
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .containsExactlyInAnyOrder(
                        file
                            + ":1: workers: '0' is no number of workers: give 1 to 1024, or max for"
                            + " one per processor",
                        file + ":3: drain: there is no such key; docs/configuration.md has all",
                        "PREFORK_AOT_CACHE: 'perhaps' is neither on nor off",
                        "--max-age: 'old' is no duration: write 250ms, 30s, 5m, 1h30m or 2d"));
  }

  @Test
  void aFileThatIsNotThereIsOneLine() {
    Path file = folder.resolve("nothere.yaml");
    assertThatThrownBy(() -> Configuration.read(NO_FLAGS, Map.of(), file))
        .hasMessage(
            file
                + ": cannot be read (java.nio.file.NoSuchFileException: "
                + file
                + "): check the path, or leave --config out");
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(
            Configuration.read(NO_FLAGS, Map.of("PREFORK_WORKERS", ""), null).given(Keys.WORKERS))
        .isEmpty();
  }

  @Test
  void aVariableWithASlipOfThePenIsSuspected() {
    assertThat(
            Configuration.suspicions(
                Map.of("PREFORK_WORKER", "3", "PREFORK_SERVICE_HOST", "x", "PREFORK_NAME", "y")))
        .containsExactly("variable PREFORK_WORKER means nothing; did you mean PREFORK_WORKERS?");
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
  void timesAreReadAndWrittenAsPeopleDo(String text, long millis, String written) {
    Duration time = new HumanDuration().read(text);
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
    assertThat(new HumanSize().read(text)).isEqualTo(bytes);
    assertThat(new HumanSize().write(bytes)).isEqualTo(written);
  }
}
