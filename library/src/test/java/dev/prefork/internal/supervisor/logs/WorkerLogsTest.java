package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.LogOptions.Format;
import dev.prefork.supervisor.model.LogStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerLogsTest {
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private WorkerLogs logs(Format format, Path file) {
    return new WorkerLogs(new LogOptions(format, file, 1 << 20, 1), out, err);
  }

  private static void attach(WorkerLogs logs, int worker, String stdout, String stderr) {
    logs.attach(new WorkerOutput.Origin(worker, 2, 3, 4711), () -> false)
        .read(stream(stdout), stream(stderr));
  }

  private static InputStream stream(String bytes) {
    return new ByteArrayInputStream(bytes.getBytes(BYTES));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(BYTES);
  }

  @Test
  void aPrefixedLineSaysWhoseItIsAndGoesWhereItCameFrom() {
    WorkerLogs logs = logs(Format.PREFIXED, null);
    attach(logs, 7, "one\ntwo\n", "three");
    logs.close();
    assertThat(text(out)).isEqualTo("[7] one\n[7] two\n");
    assertThat(text(err)).isEqualTo("[7] three\n");
  }

  @ParameterizedTest
  @EnumSource(value = Format.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void bytesThatAreNoTextAreWrittenAsTheyCame(Format format) {
    WorkerLogs logs = logs(format, null);
    attach(logs, 7, "a\u00ff\u0000\u00c3\u001b[0m\r\n", "");
    logs.close();
    assertThat(text(out)).endsWith("a\u00ff\u0000\u00c3\u001b[0m\r\n");
  }

  @Test
  void aJsonLineHasEverythingAndEscapesWhatJsonCannotHold() {
    WorkerLogs logs = logs(Format.JSON, null);
    attach(logs, 7, "", "say \"\\\"\t\u0001\r\u00ff\u00c3\u00a4\n");
    logs.close();
    assertThat(text(err).replaceFirst("\"time\":\"\\d[^\"]*Z\",", ""))
        .isEqualTo(
            "{\"worker\":7,\"slot\":2,\"generation\":3,\"pid\":4711,\"stream\":\"stderr\",\"text\":"
                + "\"say \\\"\\\\\\\"\\t\\u0001\\r\\\\xff\u00c3\u00a4\"}\n");
  }

  @Test
  void aJsonLineWritesOutWhatATerminalWouldObey() {
    WorkerLogs logs = logs(Format.JSON, null);
    attach(logs, 7, "a\u001b\u007f\u00c2\u009b\u00e2\u0080\u00aeb\n", "");
    logs.close();
    assertThat(text(out)).contains("\"a\\u001b\\u007f\\u009b\\u202eb\"");
  }

  @Test
  void aFileHasBothStreamsAndTheOwnOutputHasNothing() throws IOException {
    Path file = folder.resolve("app.log");
    WorkerLogs logs = logs(Format.RAW, file);
    attach(logs, 1, "one\n", "two\n");
    logs.close();
    assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("one", "two");
    assertThat(text(out) + text(err)).isEmpty();
  }

  @Test
  void aFullDiskIsOneLineAndNothingElseFails() {
    WorkerLogs logs = logs(Format.PREFIXED, Path.of("/dev/full"));
    attach(logs, 1, "one\ntwo\n".repeat(100_000), "");
    logs.close();
    assertThat(text(err))
        .isEqualTo(
            "[prefork] cannot write to the log file /dev/full: No space left on device; lines are"
                + " lost until writing works again\n");
    assertThat(logs.status())
        .isEqualTo(
            new LogStatus(
                200_000, "cannot write to the log file /dev/full: No space left on device"));
    assertThat(logs.lastLines(1)).hasSize(20).endsWith("one", "two");
  }

  @Test
  void aFileThatCannotBeOpenedIsRefusedAtOnce() {
    assertThatThrownBy(() -> logs(Format.RAW, folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("cannot open the log file " + folder + ": ", "Is a directory");
  }

  @Test
  void theLastLinesOfADeadWorkerAreThereWhoeverAsks() {
    WorkerLogs logs = logs(Format.RAW, null);
    for (int i = 0; i < 100; i++) {
      attach(logs, i, "x\n".repeat(50_000) + "last words", "");
      assertThat(logs.lastLines(i)).hasSize(20).endsWith("last words");
    }
    assertThat(logs.lastLines(1)).isEmpty();
    logs.close();
  }

  @Test
  void noThreadIsLeftOfWorkersThatHaveEnded() throws InterruptedException {
    Set<Thread> others = threads();
    WorkerLogs logs = logs(Format.RAW, null);
    attach(logs, 1, "one", "two");
    logs.close();
    Set<Thread> ours = threads();
    ours.removeAll(others);
    for (Thread thread : ours) {
      assertThat(thread.join(Duration.ofSeconds(10))).as(thread.getName()).isTrue();
    }
  }

  private static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("prefork-"));
    return threads;
  }

  @Test
  void theLastLinesAreNotWaitedForIfSomebodyElseHasThePipe() throws IOException {
    WorkerLogs logs = logs(Format.RAW, null);
    try (PipedOutputStream grandchild = new PipedOutputStream()) {
      InputStream endless = new PipedInputStream(grandchild);
      logs.attach(new WorkerOutput.Origin(1, 1, 1, 1), () -> false).read(stream("one\n"), endless);
      assertThat(logs.lastLines(1)).containsExactly("one");
    }
    logs.close();
  }

  @Test
  void recentLinesAreThoseOfAllWorkersAndAFollowerMissesNone() throws Exception {
    WorkerLogs logs = logs(Format.RAW, null);
    attach(logs, 1, "one\ntwo\nthree\n", "");
    assertThat(logs.lastLines(1)).hasSize(3);
    assertThat(logs.recent(2)).extracting(LogLine::text).containsExactly("two", "three");

    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    AutoCloseable following = logs.follow(2, line -> heard.add(line.worker() + line.text()));
    attach(logs, 2, "four\n", "");
    for (String wanted : List.of("1two", "1three", "2four")) {
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(wanted);
    }
    following.close();
    attach(logs, 3, "five\n", "");
    logs.close();
    assertThat(heard).isEmpty();
  }

  @Test
  void aSlowFollowerMissesLinesAndIsToldHowMany() throws Exception {
    WorkerLogs logs = logs(Format.RAW, null);
    Semaphore turns = new Semaphore(0);
    Semaphore end = new Semaphore(0);
    int[] heard = new int[1];
    var _ =
        logs.follow(
            0,
            line -> {
              turns.acquireUninterruptibly();
              if (line.stream() == LogLine.Stream.NOTE) {
                heard[0] += Integer.parseInt(line.text().replaceFirst(" .*", ""));
                end.release();
              } else {
                heard[0]++;
              }
            });
    attach(logs, 1, "x\n".repeat(100_000), "");
    assertThat(logs.lastLines(1)).hasSize(20);
    turns.release(1_000_000);
    assertThat(end.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard[0]).isEqualTo(100_000);
    logs.close();
  }
}
