package dev.prefork.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory is called as its user calls it, if that is true. */
class WorkingDirectoryTest {
  private static final Path PHYSICAL = Path.of("").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void aLinkThatLeadsHereIsTheName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("current"), PHYSICAL);
    assertThat(WorkingDirectory.named(link.toString(), PHYSICAL)).isEqualTo(link);
    assertThat(WorkingDirectory.named(folder + "/./current", PHYSICAL)).isEqualTo(PHYSICAL);
    assertThat(WorkingDirectory.named(folder + "/x/../current", PHYSICAL)).isEqualTo(PHYSICAL);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ".", "target", "/", "/nothere", "/dev/null"})
  void whatLeadsElsewhereIsNot(String name) {
    assertThat(WorkingDirectory.named(name, PHYSICAL)).isEqualTo(PHYSICAL);
  }

  @Test
  void eachElementOfAListIsMeantAgainstIt() {
    Path here = WorkingDirectory.here();
    assertThat(WorkingDirectory.resolveAll("a.jar:/b.jar::lib/*"))
        .isEqualTo(here + "/a.jar:/b.jar:" + here + ":" + here + "/lib/*");
  }
}
