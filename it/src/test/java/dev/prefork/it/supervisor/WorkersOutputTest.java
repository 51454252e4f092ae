package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.OutputCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers write, between real processes. */
class WorkersOutputTest {
  private static final int HUNDRED_MEGABYTES = 100_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void aWorkerWritesAHundredMegabytesAlthoughNobodyReadsTheOutput() throws Exception {
    Path pipe = folder.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
    CompletableFuture<BufferedReader> opened = CompletableFuture.supplyAsync(() -> open(pipe));
    try (RunningCluster cluster =
        Start.program(OutputCluster.class, "out=" + pipe, "lines=" + HUNDRED_MEGABYTES).run()) {
      cluster.awaitLine("exit 1 0: 00099999 x+", LONG);
      try (BufferedReader out = opened.join()) {
        cluster.tell("end");
        assertWholeAndCounted(out.lines().toList());
      }
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  private static BufferedReader open(Path pipe) {
    try {
      return Files.newBufferedReader(pipe); // which waits until somebody writes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertWholeAndCounted(List<String> lines) {
    assertThat(lines.getLast()).matches("\\[prefork] \\d+ lines .*");
    int missing = Integer.parseInt(lines.getLast().split(" ", 3)[1]);
    int written = HUNDRED_MEGABYTES - missing;
    assertThat(written).isGreaterThan(100).isEqualTo(lines.size() - 1);
    for (int i = 0; i < written; i++) {
      assertThat(lines.get(i)).matches("\\[1] %08d x{990}".formatted(i));
    }
  }

  @Test
  void theLastWordsOfAKilledWorkerAreThereWhenItsEndIsTold() {
    try (RunningCluster cluster = Start.program(OutputCluster.class).run()) {
      cluster.awaitLine("\\[1] first words");
      Proc.signal(cluster.pid(1), "KILL");
      cluster.awaitLine("exit 1 137 \\(SIGKILL\\): last words");
      cluster.awaitLine("\\[1] last words");
      cluster.tell("end");
      assertThat(cluster.awaitExit()).isZero();
    }
  }
}
