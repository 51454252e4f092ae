package dev.prefork.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The command understands each command that the pages mention, and has each option. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```");
  private static final Pattern COMMAND = Pattern.compile("(?:\\$ )?(?:\\./)?prefork (.*)");
  private static final Pattern WORD = Pattern.compile("'[^']*'|[^\\s']+");
  private static final Pattern OPTION = Pattern.compile("(--[a-z][a-z-]*)(?:[ =].*)?");

  /** Options of java, docker, ncat and our scripts. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "--add-exports",
          "--add-opens",
          "--check",
          "--enable-native-access",
          "--init",
          "--no-shutdown",
          "--quick",
          "--rounds",
          "--starts");

  private static Stream<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(f -> f.toString().endsWith(".md")).toList());
      pages.add(ROOT.resolve("README.md"));
      pages.add(ROOT.resolve("CONTRIBUTING.md"));
      return pages.stream().sorted();
    }
  }

  private static List<String> spans(String page) {
    String prose = BLOCK.matcher(page).replaceAll("");
    return SPAN.matcher(prose).results().map(span -> span.group(1)).toList();
  }

  private static Stream<String> lines(String page) {
    return BLOCK.matcher(page).results().map(block -> block.group(1)).flatMap(String::lines);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachCommandOfThePageIsUnderstood(Path page) {
    String text = read(page);
    Stream.concat(spans(text).stream(), lines(text))
        .map(COMMAND::matcher)
        .filter(found -> found.matches())
        .map(found -> words(found.group(1)))
        .forEach(DocumentedCommandsTest::assertUnderstood);
  }

  /** Up to a comment or a pipe, without quotes and without dots that stand for more. */
  private static List<String> words(String command) {
    return WORD.matcher(command.replaceFirst("\\s[#|].*", ""))
        .results()
        .map(MatchResult::group)
        .map(word -> word.replaceFirst("^'(.*)'$", "$1"))
        .filter(word -> !word.equals("\u2026"))
        .toList();
  }

  private static void assertUnderstood(List<String> words) {
    if (words.equals(List.of("run", "--ports"))) {
      return; // the option, as it is called in prose
    }
    assertThatCode(() -> Main.commandLine().parseArgs(words.toArray(String[]::new)))
        .as("prefork " + String.join(" ", words))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachOptionThatThePageNamesIsThere(Path page) {
    Set<String> known = new TreeSet<>(OF_OTHERS);
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    }
    assertThat(spans(read(page)).stream().map(OPTION::matcher).filter(option -> option.matches()))
        .extracting(option -> option.group(1))
        .allSatisfy(option -> assertThat(known).contains(option));
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
