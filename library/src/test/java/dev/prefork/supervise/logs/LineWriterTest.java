package dev.prefork.supervise.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class LineWriterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** More than may wait. */
  private static final int MANY = 2000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Semaphore turns = new Semaphore(0);
  private final Semaphore tried = new Semaphore(0);
  private final List<IOException> complaints = new CopyOnWriteArrayList<>();
  private volatile boolean full;

  private LineWriter writer(long chunk) {
    return new LineWriter(
        "writer",
        this::write,
        chunk,
        missing -> bytes("missing " + missing + "\n"),
        complaints::add);
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
    assertThat(lines()).hasSize(1 + 1024 + 1).startsWith("first").endsWith("missing 976");
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
    assertThat(lines()).containsExactly("missing 3", "found");
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
