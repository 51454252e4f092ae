package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers read and write is the primary's, a pipe, a file or nothing. */
class StandardStreamsTest {
  @TempDir private Path folder;

  private static RunningCluster cluster() {
    return Start.program(SettingsCluster.class).run();
  }

  private static void end(RunningCluster cluster, int worker) {
    cluster.tell("disconnect " + worker);
    cluster.awaitLine("exit " + worker + " \\d+ 0");
  }

  private static void awaitWritten(Path file, String text) {
    Await.until(
        file + " contains " + text,
        () -> {
          try {
            return Files.readString(file).contains(text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aSilentWorkerSpeaksToThePrimarysProgramOnly() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set silent true");
      cluster.tell("fork");
      cluster.awaitLine("pipes 1 \\+\\+");
      cluster.awaitLine("message 1");
      cluster.awaitLine("stdout 1 directory 1 .*");
      cluster.awaitLine("stderr 1 complaint 1 of nothing");
      cluster.tell("close 1");
      cluster.awaitLine("stdout 1 end 1 of input");
      end(cluster, 1);
      assertThat(cluster.lines("directory")).isEmpty();
      assertThat(cluster.lines("complaint")).isEmpty();
    }
  }

  @Test
  void aWorkerReadsWhatIsWrittenToItsPipe() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set stdio pipe inherit inherit");
      cluster.tell("fork");
      cluster.awaitLine("pipes 1 \\+-");
      cluster.tell("write 1 hello");
      cluster.awaitLine("read 1 hello");
      cluster.tell("close 1");
      cluster.awaitLine("end 1 of input");
      end(cluster, 1);
    }
  }

  @Test
  void ignoredInputIsAtItsEndAndIgnoredOutputIsNowhere() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set silent true");
      cluster.tell("set stdio ignore ignore pipe");
      cluster.tell("fork");
      cluster.awaitLine("pipes 1 --");
      cluster.awaitLine("message 1");
      cluster.awaitLine("stderr 1 complaint 1 of nothing");
      end(cluster, 1);
      assertThat(cluster.lines("directory")).isEmpty();
      assertThat(cluster.lines("stdout 1 ")).isEmpty();
    }
  }

  @Test
  void filesAreReadAndAppendedTo() throws IOException {
    Path in = Files.writeString(folder.resolve("in"), "first\nsecond\n");
    Path out = Files.writeString(folder.resolve("out"), "before\n");
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set stdio from:%s append:%s append:%s".formatted(in, out, out));
      for (int worker = 1; worker <= 2; worker++) {
        cluster.tell("fork");
        awaitWritten(out, "end " + worker + " of input");
        end(cluster, worker);
      }
    }
    assertThat(Files.readAllLines(out))
        .startsWith("before")
        .containsSubsequence("read 1 first", "read 1 second", "read 2 first", "read 2 second")
        .contains("complaint 1 of nothing", "complaint 2 of nothing");
  }

  @Test
  void aFileThatCannotBeOpenedIsOneClearErrorOfTheFork() {
    Path nowhere = folder.resolve("no/such/file");
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set stdio ignore append:" + nowhere + " inherit");
      cluster.tell("fork");
      cluster.awaitLine(
          "refused .*: cannot fork a worker: cannot open a file of the setting stdio: "
              + nowhere
              + " \\(No such file or directory\\)");
      cluster.tell("set stdio ignore inherit inherit");
      cluster.tell("fork");
      end(cluster, 2);
    }
  }
}
