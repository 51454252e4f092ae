package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
  @TempDir private Path folder;
  private final List<IOException> complaints = new ArrayList<>();
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("logs/app.log");
  }

  private RotatingFile file(int keep) throws IOException {
    return new RotatingFile(path, 10, keep, complaints::add);
  }

  private static void write(RotatingFile file, String... lines) throws IOException {
    for (String line : lines) {
      file.write(line.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(path.resolveSibling(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(path.getParent())) {
      return all.map(Path::getFileName).map(Path::toString).sorted().toList();
    }
  }

  @Test
  void aLargeFileIsRenamedAndTheOldestIsDeleted() throws IOException {
    RotatingFile file = file(2);
    write(file, "one\n", "two\n", "three\n", "four\n", "five\n", "six\n", "seven\n", "eight\n");
    file.close();
    assertThat(names()).containsExactly("app.log", "app.log.1", "app.log.2");
    assertThat(text("app.log")).isEqualTo("eight\n");
    assertThat(text("app.log.1")).isEqualTo("six\nseven\n");
    assertThat(text("app.log.2")).isEqualTo("four\nfive\n");
  }

  @Test
  void aLineThatIsLargerThanAFileHasOneForItself() throws IOException {
    RotatingFile file = file(3);
    write(file, "a very long line\n", "another very long line\n");
    file.close();
    assertThat(text("app.log")).isEqualTo("another very long line\n");
    assertThat(text("app.log.1")).isEqualTo("a very long line\n");
  }

  @Test
  void nothingIsKeptIfNothingShouldBe() throws IOException {
    RotatingFile file = file(0);
    write(file, "one two\n", "three\n");
    file.close();
    assertThat(names()).containsExactly("app.log");
    assertThat(text("app.log")).isEqualTo("three\n");
  }

  @Test
  void whatWasThereBeforeIsAddedTo() throws IOException {
    RotatingFile first = file(1);
    write(first, "one\n");
    first.close();
    RotatingFile second = file(1);
    write(second, "two\n", "three\n");
    second.close();
    assertThat(text("app.log.1")).isEqualTo("one\ntwo\n");
    assertThat(text("app.log")).isEqualTo("three\n");
  }

  @Test
  void aFileThatSomebodyHasRenamedIsBegunAnewWithinSeconds() throws IOException {
    RotatingFile file = file(1);
    write(file, "one\n");
    Files.move(path, path.resolveSibling("taken"));
    long start = System.nanoTime();
    while (!Files.exists(path)) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
      write(file, "");
    }
    write(file, "two\n");
    file.close();
    assertThat(text("taken")).isEqualTo("one\n");
    assertThat(text("app.log")).isEqualTo("two\n");
  }

  @Test
  void aFileThatCannotBeRenamedGrowsOn() throws IOException {
    Files.createDirectories(path.resolveSibling("app.log.1/in the way"));
    RotatingFile file = file(1);
    write(file, "one two\n", "three\n", "4\n");
    file.close();
    assertThat(text("app.log")).isEqualTo("one two\nthree\n4\n");
    assertThat(complaints).hasSize(1);
  }

  @Test
  void aDirectoryThatIsGoneAndCannotBeMadeAgainIsAnErrorUntilItCan() throws IOException {
    RotatingFile file = file(1);
    write(file, "one\n");
    Files.delete(path);
    Files.delete(path.getParent());
    Files.writeString(path.getParent(), "in the way");
    awaitFailure(file);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> write(file, "lost\n")).isInstanceOf(IOException.class);
    }
    Files.delete(path.getParent());
    write(file, "two\n");
    file.close();
    assertThat(text("app.log")).isEqualTo("two\n");
  }

  private static void awaitFailure(RotatingFile file) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
      try {
        write(file, "");
      } catch (IOException e) {
        return;
      }
    }
    fail("it is written though nobody could find it");
  }
}
