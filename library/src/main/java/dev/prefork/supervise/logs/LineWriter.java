package dev.prefork.supervise.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Writes lines on a thread of its own, which is the only one to wait when a terminal is stopped, a
 * pipe is full or a disk is slow. Lines that cannot wait any more, or cannot be written, are left
 * out, whole, and a line says how many.
 */
final class LineWriter {
  /** Bytes that wait to be written. */
  private static final int MOST_WAITING = 1 << 20;

  private static final int LARGEST_CHUNK = 1 << 16;

  /** Where lines end up. */
  interface Target {
    /** Writes all of these, whole lines, or none. May take its time. */
    void write(byte[] lines) throws IOException;

    /** Nothing more will come. */
    default void close() throws IOException {}
  }

  private final Target target;
  private final int chunkSize;
  private final LongFunction<byte[]> missingLine;
  private final Consumer<IOException> complaints;
  private final Backlog<byte[]> backlog = new Backlog<>(MOST_WAITING);
  private final Thread thread;

  /** Not yet written, and only used by the thread. */
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();

  private int chunkLines;
  private long missing;
  private boolean failing;

  /**
   * Begins.
   *
   * @param largestChunk bytes that the target wants at a time, at most, unless one line has more
   * @param missingLine the line that says how many are missing
   * @param complaints told when writing begins to fail
   */
  LineWriter(
      String name,
      Target target,
      long largestChunk,
      LongFunction<byte[]> missingLine,
      Consumer<IOException> complaints) {
    this.target = target;
    this.chunkSize = (int) Math.min(LARGEST_CHUNK, largestChunk);
    this.missingLine = missingLine;
    this.complaints = complaints;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::writeAll);
  }

  /** Takes a line, or counts it. Never waits. */
  void offer(byte[] line) {
    backlog.offer(line, line.length);
  }

  /** Writes what waits, for so long at most. */
  void close(Duration patience) {
    backlog.close();
    try {
      thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      for (var taken = backlog.take(); !taken.isEnd(); taken = backlog.take()) {
        taken.items().forEach(this::add);
        flush();
        if (taken.missing() > 0) {
          missing += taken.missing();
          flush();
        }
      }
      target.close();
    } catch (InterruptedException e) {
      // nobody interrupts this thread but who wants it to end
    } catch (IOException e) {
      complain(e);
    }
  }

  private void add(byte[] line) {
    if (chunkLines > 0 && chunk.size() + line.length > chunkSize) {
      flush();
    }
    chunk.writeBytes(line);
    chunkLines++;
  }

  private void flush() {
    if (chunkLines == 0 && missing == 0) {
      return;
    }
    try {
      target.write(missing == 0 ? chunk.toByteArray() : afterMissing());
      missing = 0;
      failing = false;
    } catch (IOException e) {
      missing += chunkLines;
      complain(e);
    }
    chunk.reset();
    chunkLines = 0;
  }

  private byte[] afterMissing() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(missingLine.apply(missing));
    all.writeBytes(chunk.toByteArray());
    return all.toByteArray();
  }

  private void complain(IOException reason) {
    if (!failing) {
      failing = true;
      complaints.accept(reason);
    }
  }
}
