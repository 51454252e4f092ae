package dev.prefork.internal.supervisor.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.supervisor.model.ProgramFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the files that a generation runs. */
class ProgramFilesTest {
  @TempDir Path given;
  private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    folder = given.toRealPath();
    jar("app.jar", "one");
    jar("lib/other.jar", "other");
    Files.createDirectories(folder.resolve("classes/shop"));
    Files.writeString(folder.resolve("classes/shop/Main.class"), "class");
  }

  private void jar(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        ZipOutputStream jar = new ZipOutputStream(file)) {
      jar.putNextEntry(
          new ZipEntry("shop/" + (name.equals("app.jar") ? "Main" : "Other") + ".class"));
      jar.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Settings classPath(String path) {
    return Cluster.settings().withExec("shop.Main").withClassPath(path.replace("@", folder + "/"));
  }

  private Settings jar() {
    return Cluster.settings().withExec(folder + "/app.jar").withClassPath("");
  }

  private static ProgramFiles files(Settings settings) {
    return ProgramFiles.of(settings).read();
  }

  private static List<String> names(ProgramFiles now, ProgramFiles before) {
    return now.named(before).stream().map(ProgramFile::path).toList();
  }

  @Test
  void theFileWithTheMainClassIsNamedWhicheverWayItIsGiven() {
    for (Settings settings : List.of(jar(), classPath("@lib/*:@app.jar"))) {
      ProgramFiles files = files(settings);
      assertThat(names(files, files)).containsExactly(folder + "/app.jar");
    }
    ProgramFiles files = files(classPath("@lib/other.jar:@nothere.jar:@classes"));
    assertThat(names(files, files)).containsExactly(folder + "/classes/shop/Main.class");
  }

  @Test
  void whatHasChangedOnTheClassPathIsNamedToo() throws IOException {
    ProgramFiles before = files(classPath("@app.jar:@lib/*"));
    jar("lib/other.jar", "changed");
    jar("lib/third.jar", "new");
    ProgramFiles after = files(classPath("@app.jar:@lib/*"));
    assertThat(names(after, before))
        .containsExactly(folder + "/app.jar", folder + "/lib/other.jar", folder + "/lib/third.jar");
    assertThat(after.isSameAs(before)).isFalse();
  }

  @Test
  void aJarIsTheSameByItsContentsWhateverItsDateAndPlace() throws IOException {
    ProgramFiles before = files(jar());
    Files.setLastModifiedTime(folder.resolve("app.jar"), FileTime.from(1, TimeUnit.DAYS));
    assertThat(files(jar()).isSameAs(before)).isTrue();
    jar("app.jar", "two");
    assertThat(files(jar()).isSameAs(before)).isFalse();
    jar("app.jar", "one");
    assertThat(files(jar()).isSameAs(before)).isTrue();
  }

  @Test
  void whatHasToBeThereAndIsNotIsMissing() throws IOException {
    ProgramFiles files = files(jar().withCwd(folder.resolve("lib")));
    assertThat(files.missing()).isEmpty();
    Files.delete(folder.resolve("app.jar"));
    assertThat(files.missing()).isEqualTo(folder + "/app.jar");
    Files.delete(folder.resolve("lib/other.jar"));
    Files.delete(folder.resolve("lib"));
    assertThat(files.missing()).isEqualTo(folder + "/lib");
  }
}
