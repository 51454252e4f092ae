package dev.prefork.internal.supervisor.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is missing is reported once, until it is back. */
class ProgramWatchTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  @Test
  void aMissingProgramIsOneNoteAndIsFoundAgain() throws IOException {
    Path jar = Files.createFile(folder.resolve("app.jar"));
    ProgramFiles program =
        ProgramFiles.of(Cluster.settings().withExec(jar.toString()).withCwd(folder)).read();
    ProgramWatch watch = new ProgramWatch(notes::add);
    assertThat(watch.isBack(program, 0)).isFalse();
    assertThat(watch.note()).isEmpty();

    Files.delete(jar);
    assertThat(watch.isBack(program, 1000)).isFalse();
    assertThat(watch.isBack(program, 2000)).isFalse();
    assertThat(watch.note()).isEqualTo("program not found: " + jar);
    assertThat(notes)
        .containsExactly(
            "program not found: "
                + jar
                + "; no worker starts until the file is back or a reload switches to another"
                + " program");

    Files.createFile(jar);
    assertThat(watch.isBack(program, 2999)).as("checked once per second").isFalse();
    assertThat(watch.isBack(program, 3000)).isTrue();
    assertThat(watch.note()).isEmpty();
    assertThat(notes).hasSize(1);
  }
}
