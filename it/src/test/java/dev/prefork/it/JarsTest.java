package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a user finds in the two jars, and nothing else. */
class JarsTest {

  @Test
  void theLibraryHoldsItsOwnPackagesOnly() throws IOException {
    try (var jar = new JarFile(property("prefork.jar").toFile())) {
      assertThat(jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName))
          .allMatch(name -> name.startsWith("dev/prefork/") || name.startsWith("META-INF/"))
          .noneMatch(name -> name.startsWith("META-INF/maven/"))
          .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/gson.txt");
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.prefork");
    }
  }

  @Test
  void theCommandHoldsItsOwnPackagesOnly() throws IOException {
    try (var jar = new JarFile(property("prefork.cli.jar").toFile())) {
      assertThat(jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName))
          .allMatch(
              name ->
                  name.startsWith("dev/prefork/cli/")
                      || name.startsWith("dev/prefork/shaded/")
                      || name.startsWith("META-INF/"))
          .noneMatch(name -> name.startsWith("META-INF/maven/"))
          .contains("META-INF/LICENSE", "META-INF/NOTICE");
    }
  }

  private static Path property(String name) {
    return Path.of(System.getProperty(name));
  }
}
