package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples for operators and the pages say to be copied is there, and works. */
class DeploymentExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final Path SYSTEMD = ROOT.resolve("examples/systemd");
  private static final String VERSION = System.getProperty("prefork.version");
  private static final Pattern BUILT = Pattern.compile("(?:library|cli)/target/\\S+?\\.jar");
  private static final Pattern COMMAND =
      Pattern.compile("^ExecStart=/bin/sh -c '([^']*)'$", Pattern.MULTILINE);

  @TempDir private Path folder;

  private static String unit() throws IOException {
    return Files.readString(SYSTEMD.resolve("app.service")).replace("\\\n", " ");
  }

  @Test
  void jarsThatAreSaidToBeBuiltHaveTheNamesThatTheBuildGives() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
      List<Path> pages =
          Stream.of(docs, examples, Stream.of(ROOT.resolve("README.md")))
              .flatMap(files -> files)
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(".jar"))
              .toList();
      int found = 0;
      for (Path page : pages) {
        List<String> names =
            BUILT.matcher(Files.readString(page)).results().map(MatchResult::group).toList();
        found += names.size();
        assertThat(
                List.of(
                    "library/target/prefork-" + VERSION + ".jar",
                    "cli/target/prefork-cli-" + VERSION + ".jar"))
            .as("%s", page)
            .containsAll(names);
      }
      assertThat(found).isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void theUnitsAreWhatSystemdUnderstands() throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "there is no systemd-analyze");
    Process verify =
        new ProcessBuilder(
                analyze.toString(),
                "verify",
                "--man=no",
                SYSTEMD.resolve("app.service").toString(),
                SYSTEMD.resolve("app.socket").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verify.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("app.service", "app.socket");
  }

  @Test
  void theServiceRunsTheProgramWithAJdkThatIsFound() throws IOException {
    Map.of(
            Start.PREFORK,
            "prefork.jar",
            Path.of(System.getProperty("prefork.cli.jar")),
            "prefork-cli.jar",
            ROOT.resolve("bin/find-jdk"),
            "bin/find-jdk",
            ROOT.resolve("examples/HelloServer.java"),
            "Hello.java")
        .forEach(this::install);
    Matcher command = COMMAND.matcher(unit());
    assertThat(command.find()).isTrue();
    int port = Client.freePort();
    Path program = folder.resolve("Hello.java");
    Files.writeString(program, Files.readString(program).replace("8000", String.valueOf(port)));
    String words =
        command
            .group(1)
            .replace("$$", "$") // as systemd has it
            .replace("/opt/prefork", folder.toString())
            .replace("/opt/app/app.jar", "-w 1 -J-Xmx64m " + program);
    try (Operator operator = new Operator();
        RunningCluster run = operator.command().behind("/bin/sh", "-c", words, "--").run()) {
      run.awaitLine(".*worker 1 \\(\\d+\\) listens on port " + port);
      assertThat(Client.getText(port)).startsWith("hello from ");
      operator.get(0, "stop");
      assertThat(run.awaitExit()).isZero();
    }
  }

  private void install(Path file, String name) {
    try {
      Path target = folder.resolve(name);
      Files.createDirectories(target.getParent());
      if (file.toString().endsWith(".jar")) {
        Files.createSymbolicLink(target, file); // its manifest may name others beside it
      } else {
        Files.copy(file, target);
        assertThat(target.toFile().setExecutable(true)).isTrue();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
