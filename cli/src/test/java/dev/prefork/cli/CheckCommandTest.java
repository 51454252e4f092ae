package dev.prefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.cli.run.ExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which programs and settings a cluster can be started with, and the errors for others. */
class CheckCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makePrograms() throws IOException {
    jar("app.jar", "shop.Main");
    jar("library.jar", null);
    Files.writeString(folder.resolve("Server.java"), "void main() {}");
    Files.writeString(folder.resolve("text.jar"), "no jar");
    Files.createDirectories(folder.resolve("classes/shop"));
    Files.createFile(folder.resolve("classes/shop/Main.class"));
  }

  private void jar(String name, String main) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (main != null) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new ZipEntry("shop/Main.class"));
    }
  }

  /** Gives a command; an @ in its words is the folder. */
  private int give(String words) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("check"));
    Arrays.stream(words.split(" ")).map(word -> word.replace("@", folder + "/")).forEach(all::add);
    return command.execute(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@app.jar --port 80 -w 9 | name: app",
        "@Server.java | name: Server",
        "-cp @app.jar shop.Main | name: Main",
        "-cp @nothere.jar:@classes shop.Main x | name: Main",
        "-cp @* shop.Main | name: Main",
        "-m jdk.httpserver/sun.net.httpserver.simpleserver.Main | name: jdk.httpserver",
        "-n cart -w 3 @app.jar | workers: 3",
        "--cwd @classes --log-file @new/app.log @app.jar | name: app",
        "-J-Xmx64m -J -Xss1m --jvm=-Da=b @app.jar | jvm: -Xmx64m -Xss1m -Da=b",
        "--drain-timeout 90s @app.jar | drain-timeout: 1m30s",
        "--aot-cache off @app.jar --aot-cache on | arguments: --aot-cache on",
      })
  void aValidConfigurationIsPrintedWithItsEffectiveValues(String words, String expected) {
    assertThat(give(words)).as(err.toString()).isZero();
    assertThat(out.toString().lines()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "@nothere.jar | '@nothere.jar'",
        "@text.jar | '@text.jar'",
        "@library.jar | '@library.jar'",
        "@library.jar | Main-Class",
        "@classes | '@classes'",
        "-cp @app.jar shop.Other | 'shop.Other'",
        "-cp @app.jar shop.Other | '@app.jar'",
        "-m nothere/a.B | 'nothere'",
        "-m nothere | 'nothere'",
        "-p @classes @app.jar | -m",
        "--unhealthy-after 1m @app.jar | kill-unhealthy-after",
        "--cwd @nothere @app.jar | cwd '@nothere'",
        "--log-file @app.jar/x.log @app.jar | log-file '@app.jar/x.log'",
        "--log-file @app.jar/x.log @app.jar | check '@app.jar'",
        "--log-file @classes @app.jar | log-file '@classes'",
        "-w 0 @app.jar | --workers: ",
        "-w 1025 @app.jar | '1025'",
        "-w 1025 @app.jar | 1 to 1024",
        "--max-age 3651d @app.jar | 0 to 3650d",
        "--start-timeout 0 @app.jar | 1ms to 3650d",
        "--drain 3s @app.jar | --drain-timeout?",
        "-c @nothere.yaml | @nothere.yaml: ",
      })
  void aMistakeIsOneLineThatNamesTheValue(String words, String fragment) {
    assertThat(give(words)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("prefork: "));
    assertThat(err.toString().lines().findFirst().orElseThrow())
        .contains(fragment.replace("@", folder + "/"));
  }

  /** The one test that pins whole sentences. */
  @Test
  void anErrorHasTheOptionTheValueTheExpectationAndThenTheWayToHelp() {
    assertThat(give("-w 0 @app.jar")).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString().lines())
        .containsExactly(
            "prefork: --workers: invalid number of workers '0': expected 1 to 1024, or max for one"
                + " per processor",
            "prefork: for help, run prefork check --help");
  }

  @Test
  void thePrintedConfigurationIsAConfigurationFile() throws IOException {
    assertThat(give("-w 2 -J-Xmx64m @app.jar --port 80")).isZero();
    String first = out.toString();
    Files.writeString(folder.resolve("shown.yaml"), first);
    out.getBuffer().setLength(0);

    assertThat(give("-c @shown.yaml")).as(err.toString()).isZero();
    assertThat(out.toString()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "start",
        "check",
        "ls",
        "status",
        "top",
        "logs",
        "reload",
        "restart",
        "scale",
        "stop",
        "kill",
        "send",
        "completion"
      })
  void everyCommandHasHelpWithExamples(String name) {
    CommandLine command = Main.commandLine().setOut(new PrintWriter(out, true));
    assertThat(command.execute(name, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: prefork " + name, "Examples:", "prefork " + name);
  }
}
