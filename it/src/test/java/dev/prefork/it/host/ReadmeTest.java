package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages say what is there. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void theProgramOfTheReadmeIsTheExampleThatTheTestsRun() throws IOException {
    Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(program.find()).isTrue();
    assertThat(program.group(1))
        .isEqualTo(Files.readString(ROOT.resolve("examples/HelloCluster.java")));
  }

  @Test
  void everyLinkOfThePagesLeadsToAFile() throws IOException {
    try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(pages, Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")))
          .filter(page -> page.toString().endsWith(".md"))
          .forEach(ReadmeTest::checkLinks);
    }
  }

  private static void checkLinks(Path page) {
    Matcher links = LINK.matcher(read(page));
    while (links.find()) {
      assertThat(page.resolveSibling(links.group(1))).as("link in %s", page).exists();
    }
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
