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

/** What can be started, in which ways, and what is said of what cannot. */
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
  void whatCanBeStartedIsShownAsItCounts(String words, String expected) {
    assertThat(give(words)).as(err.toString()).isZero();
    assertThat(out.toString().lines()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "@nothere.jar | '@nothere.jar' is not there or not readable: check the path",
        "@text.jar | '@text.jar' is no jar: zip END header not found",
        "@library.jar | '@library.jar' has no Main-Class in its manifest: run it as -cp"
            + " @library.jar with the name of a main class",
        "@classes | '@classes' is neither a .jar nor a .java file: name the program to run",
        "-cp @app.jar shop.Other | class 'shop.Other' is not on the class path '@app.jar'",
        "-m nothere/a.B | module 'nothere' is not on the module path (give one with -p)",
        "-m nothere | 'nothere' is no module with a main class: give it as module/package.Class",
        "-p @classes @app.jar | there is a module path and no module: give -m, and the program as"
            + " module/class",
        "--unhealthy-after 1m @app.jar | unhealthy-after is longer than kill-unhealthy-after: a"
            + " worker would be killed before it is suspected",
        "--cwd @nothere @app.jar | cwd is '@nothere', which is no directory: create it, or check"
            + " the path",
        "--log-file @app.jar/x.log @app.jar | log-file is '@app.jar/x.log', which cannot be"
            + " written: check '@app.jar'",
        "--log-file @classes @app.jar | log-file is '@classes', which cannot be written: check"
            + " '@classes'",
        "-w 0 @app.jar | --workers: '0' is no number of workers: give 1 to 1024, or max for one per"
            + " processor",
        "-w 1025 @app.jar | --workers: '1025' is no number of workers: give 1 to 1024, or max for"
            + " one per processor",
        "--max-age 3651d @app.jar | --max-age: '3651d' is out of bounds: give 0 to 3650d",
        "--start-timeout 0 @app.jar | --start-timeout: '0' is out of bounds: give 1ms to 3650d",
        "--drain 3s @app.jar | Unknown option: '--drain'; did you mean --drain-timeout?",
        "-c @nothere.yaml | @nothere.yaml: cannot be read"
            + " (java.nio.file.NoSuchFileException: @nothere.yaml): check the path, or leave"
            + " --config out",
      })
  void whatCannotBeStartedIsToldWithTheReason(String words, String expected) {
    assertThat(give(words)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString().lines())
        .containsExactly(
            "prefork: " + expected.replace("@", folder + "/"), "prefork: see prefork check --help");
  }

  @Test
  void whatIsShownIsAConfiguration() throws IOException {
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
