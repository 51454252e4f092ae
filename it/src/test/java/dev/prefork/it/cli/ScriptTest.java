package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code prefork} of a checkout builds when the sources have changed, and only then. */
class ScriptTest {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final String VERSION = System.getProperty("prefork.version");

  @TempDir private Path folder;
  private Path checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = folder.resolve("checkout");
    for (String file : List.of("prefork", "bin/find-jdk", "pom.xml")) {
      copy(file);
    }
    for (String module : List.of("library", "cli")) {
      copy(module + "/pom.xml");
      Path source = checkout.resolve(module + "/src/main/java/Some.java");
      Files.createDirectories(source.getParent());
      Files.writeString(source, "class Some {}");
    }
    // In place of Maven: makes the jars, and prints codes for colours as Maven does.
    Path maven = Files.createDirectories(folder.resolve("tools")).resolve("mvn");
    String library = System.getProperty("prefork.jar");
    String cli = System.getProperty("prefork.cli.jar");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        printf '\\033[1mBUILD\\033[m of what was asked for\\n\\033[0m\\033[0m'
        mkdir -p library/target cli/target
        cp '%s' library/target/prefork-%s.jar
        cp '%s' cli/target/prefork-cli-%s.jar
        """
            .formatted(library, VERSION, cli, VERSION));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copy(String file) throws IOException {
    Path target = checkout.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(ROOT.resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** Runs the script of a checkout; returns what it said besides the version. */
  private String run(Path where) throws IOException, InterruptedException {
    ProcessBuilder script =
        new ProcessBuilder(where.resolve("prefork").toString(), "--version")
            .redirectErrorStream(true);
    Map<String, String> variables = script.environment();
    variables.put("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
    variables.put("JAVA_HOME", Path.of(Start.JAVA).getParent().getParent().toString());
    Process process = script.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("prefork " + VERSION);
    return said.replaceFirst("prefork " + VERSION + "\n$", "");
  }

  private Path source() {
    return checkout.resolve("cli/src/main/java/Some.java");
  }

  @Test
  void whatIsMissingIsBuiltAndWhatIsThereIsNot() throws Exception {
    assertThat(run(checkout)).startsWith("prefork: building (first run only)");
    assertThat(run(checkout)).isEmpty();
  }

  @Test
  void withoutATerminalMavensColoursAreLeftOut() throws Exception {
    assertThat(run(checkout)).contains("BUILD of what was asked for").doesNotContain("\u001b");
  }

  @Test
  void changedSourcesAreBuiltOnceWhateverTheirDates() throws Exception {
    run(checkout);
    FileTime before = Files.getLastModifiedTime(source());
    Files.writeString(source(), "class Same {}");
    Files.setLastModifiedTime(source(), before);
    assertThat(run(checkout)).startsWith("prefork: building (the sources have changed)");
    assertThat(run(checkout)).isEmpty();
  }

  @Test
  void anAddedAndARemovedSourceAreChanges() throws Exception {
    run(checkout);
    Path added = source().resolveSibling("More.java");
    Files.writeString(added, "class More {}");
    assertThat(run(checkout)).startsWith("prefork: building (the sources have changed)");
    Files.delete(added);
    assertThat(run(checkout)).startsWith("prefork: building (the sources have changed)");
  }

  @Test
  void aCopyATouchAndAChangeThereAndBackAreNotBuiltAgain() throws Exception {
    run(checkout);
    Path copy = folder.resolve("copy");
    assertThat(
            new ProcessBuilder("cp", "-r", checkout.toString(), copy.toString()).start().waitFor())
        .isZero();
    assertThat(run(copy)).isEmpty();
    assertThat(run(copy)).isEmpty();

    Files.setLastModifiedTime(source(), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run(checkout)).isEmpty();

    String text = Files.readString(source());
    Files.writeString(source(), "class Other {}");
    Files.writeString(source(), text);
    assertThat(run(checkout)).isEmpty();
  }

  @Test
  void jarsThatMavenHasMadeByItselfAreTakenUnlessASourceIsNewer() throws Exception {
    run(checkout);
    Files.writeString(source(), "class Other {}");
    for (Path jar : jars()) {
      Files.write(jar, new byte[1], StandardOpenOption.APPEND);
    }
    assertThat(run(checkout)).isEmpty();
    Files.writeString(source(), "class Another {}");
    assertThat(run(checkout)).startsWith("prefork: building (the sources have changed)");
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.walk(checkout)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
