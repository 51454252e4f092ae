package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.it.harness.Sources;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user finds in the two jars, and nothing else. */
class JarsTest {

  @Test
  void theLibraryHoldsItsOwnPackagesOnly() throws IOException {
    try (var jar = new JarFile(property("prefork.jar").toFile())) {
      assertThat(jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName))
          .allMatch(
              name ->
                  name.startsWith("dev/prefork/")
                      || name.startsWith("META-INF/")
                      || name.equals("module-info.class"))
          .noneMatch(name -> name.startsWith("META-INF/maven/"))
          .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/gson.txt");
    }
  }

  @Test
  void asAModuleTheLibraryExportsTheApiAndNothingElse() {
    ModuleDescriptor module =
        ModuleFinder.of(property("prefork.jar")).find("dev.prefork").orElseThrow().descriptor();
    assertThat(module.isAutomatic()).isFalse();
    assertThat(module.exports())
        .filteredOn(export -> !export.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder(
            "dev.prefork",
            "dev.prefork.model",
            "dev.prefork.supervisor",
            "dev.prefork.supervisor.model");
    assertThat(module.exports())
        .filteredOn(ModuleDescriptor.Exports::isQualified)
        .singleElement()
        .extracting(ModuleDescriptor.Exports::targets)
        .isEqualTo(Set.of("dev.prefork.netty"));
    assertThat(module.opens()).isEmpty();
  }

  @Test
  void onTheModulePathAnInternalTypeIsOutOfReach(@TempDir Path folder) {
    Path declaration =
        Sources.write(folder.resolve("module-info.java"), "module other { requires dev.prefork; }");
    Path inside =
        Sources.write(
            folder.resolve("other/Other.java"),
            "package other; class Other { dev.prefork.Worker api; }");
    Path outside =
        Sources.write(
            folder.resolve("other/Another.java"),
            "package other; class Another { dev.prefork.internal.sys.Fd inside; }");
    Path classes = folder.resolve("classes");
    Sources.compile("-p", property("prefork.jar"), "-d", classes, declaration, inside);
    assertThatThrownBy(
            () ->
                Sources.compile(
                    "-p", property("prefork.jar"), "-d", classes, declaration, inside, outside))
        .hasMessageContaining("javac");
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
