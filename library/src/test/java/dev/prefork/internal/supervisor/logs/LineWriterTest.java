package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineWriterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** More than may wait. */
  private static final int MANY = 2000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Semaphore turns = new Semaphore(0);
  private final Semaphore tried = new Semaphore(0);
  private final List<IOException> complaints = new CopyOnWriteArrayList<>();
  private final List<Long> resumed = new CopyOnWriteArrayList<>();
  private volatile boolean full;

  private final LineWriter.Notices notices =
      new LineWriter.Notices() {
        @Override
        public byte[] lost(long lines, @Nullable IOException reason) {
          String cause = reason == null ? "" : ": " + reason.getMessage();
          return bytes("lost " + lines + cause + "\n");
        }

        @Override
        public void failed(IOException reason) {
          complaints.add(reason);
        }

        @Override
        public void resumed(long lines) {
          resumed.add(lines);
        }
      };

  private LineWriter writer(long chunk) {
    return new LineWriter("writer", this::write, chunk, notices);
  }

  private void write(byte[] lines) throws IOException {
    tried.release();
    turns.acquireUninterruptibly();
    if (full) {
      throw new IOException("no space");
    }
    written.writeBytes(lines);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.US_ASCII).lines().toList();
  }

  @Test
  void linesAreWrittenInOrderAndWhole() {
    turns.release(1000);
    LineWriter writer = writer(10);
    writer.offer(bytes("one\n"));
    writer.offer(bytes("longer than a chunk\n"));
    writer.offer(bytes("three\n"));
    writer.close(PATIENCE);
    assertThat(lines()).containsExactly("one", "longer than a chunk", "three");
  }

  @Test
  void whatCannotWaitIsLeftOutAndCountedWhereItIsMissing() {
    LineWriter writer = writer(Long.MAX_VALUE);
    writer.offer(bytes("first\n"));
    tried.acquireUninterruptibly(); // it is stuck from here on
    String line = "x".repeat(1023) + "\n";
    for (int i = 0; i < MANY; i++) {
      writer.offer(bytes(line));
    }
    turns.release(1000);
    writer.close(PATIENCE);
    assertThat(lines()).hasSize(1 + 1024 + 1).startsWith("first").endsWith("lost 976");
  }

  @Test
  void aFullDiskIsOneComplaintAndWhatItDidNotTakeIsCounted() {
    full = true;
    LineWriter writer = writer(1);
    for (int i = 0; i < 3; i++) {
      writer.offer(bytes("lost\n"));
      turns.release();
      tried.acquireUninterruptibly();
    }
    writer.offer(bytes("found\n"));
    tried.acquireUninterruptibly(); // the last failure is over
    full = false;
    turns.release(1000);
    writer.close(PATIENCE);
    assertThat(complaints).hasSize(1);
    assertThat(lines()).containsExactly("lost 3: no space", "found");
  }

  @Test
  void whenThereIsRoomAgainItIsSaidHowManyAreMissingAlsoIfNoMoreLinesCome() {
    full = true;
    turns.release(1000);
    LineWriter writer = writer(1);
    writer.offer(bytes("lost\n"));
    writer.offer(bytes("lost\n"));
    tried.acquireUninterruptibly(3); // the third is a repetition
    assertThat(writer.failure()).hasMessage("no space");
    assertThat(writer.lost()).isEqualTo(2);
    full = false;
    await(() -> writer.failure() == null);
    writer.close(PATIENCE);
    assertThat(lines()).containsExactly("lost 2: no space");
    assertThat(complaints).hasSize(1);
    assertThat(resumed).containsExactly(2L);
    assertThat(writer.lost()).isEqualTo(2);
  }

  @Test
  void aDiskThatTakesOneLineAndNotTheNextIsOneFailure() {
    turns.release(1000);
    LineWriter writer = writer(1);
    for (int i = 0; i < 100; i++) {
      full = i % 2 == 0;
      writer.offer(bytes("line\n"));
      tried.acquireUninterruptibly();
    }
    full = false;
    await(() -> writer.failure() == null);
    writer.close(PATIENCE);
    assertThat(complaints).hasSize(1);
    assertThat(resumed).hasSize(1);
    assertThat(writer.lost()).isPositive();
    assertThat(missing(lines()) + lines().stream().filter("line"::equals).count()).isEqualTo(100);
  }

  private static long missing(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("lost "))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static void await(BooleanSupplier fact) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!fact.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void aTargetThatIsStuckKeepsNobodyFromEnding() {
    LineWriter writer = writer(Long.MAX_VALUE);
    writer.offer(bytes("first\n"));
    tried.acquireUninterruptibly();
    writer.close(Duration.ofMillis(10));
    assertThat(lines()).isEmpty();
    turns.release(1000);
  }
}
