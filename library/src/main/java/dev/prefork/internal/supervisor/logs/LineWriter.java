package dev.prefork.internal.supervisor.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines on a separate thread, the only one that waits when a terminal is stopped, a pipe is
 * full or a disk is slow. Lines that do not fit into the queue or cannot be written are lost as a
 * whole, and a line in their place gives the number.
 */
final class LineWriter {
  /** The most bytes that wait to be written. */
  private static final int MAX_WAITING = 1 << 20;

  private static final int MAX_CHUNK = 1 << 16;

  /** A file or stream. */
  interface Target {
    /** Writes all of these lines or none. May block. */
    void write(byte[] lines) throws IOException;

    /** Called after the last lines. */
    default void close() throws IOException {}
  }

  /** The interval of further attempts after a failure, if there are no new lines. */
  private static final Duration RETRY = Duration.ofMillis(500);

  /**
   * Writing works again if it has not failed for this time: a full disk still takes short lines.
   */
  private static final Duration RECOVERY = Duration.ofSeconds(1);

  /** Listens to failures, on the writing thread. */
  interface Notices {
    /**
     * Returns the line that replaces lost lines.
     *
     * @param reason why they could not be written; null if workers wrote too fast
     */
    byte[] lost(long lines, @Nullable IOException reason);

    /** Writing begins to fail. */
    void failed(IOException reason);

    /** Writing works again after this number of lines was lost. */
    void resumed(long lines);
  }

  private final Target target;
  private final int chunkSize;
  private final Notices notices;
  private final Backlog<byte[]> backlog = new Backlog<>(MAX_WAITING);
  private final Thread thread;

  /** Lines to be written. This field and the following ones are confined to the thread. */
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();

  private int chunkLines;

  /** Lines lost since the last line that was written. */
  private long missing;

  private @Nullable IOException reasonOfLoss;
  private long lostBefore;
  private long failedAt;
  private volatile @Nullable IOException failure;
  private volatile long lost;

  /**
   * Starts the thread.
   *
   * @param largestChunk the most bytes to write at a time, except for a longer line
   */
  LineWriter(String name, Target target, long largestChunk, Notices notices) {
    this.target = target;
    this.chunkSize = (int) Math.min(MAX_CHUNK, largestChunk);
    this.notices = notices;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::writeAll);
  }

  /** Returns the number of lost lines. */
  long lost() {
    return lost;
  }

  /** Returns why lines cannot be written now, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Adds a line, or counts it as lost. Never waits. */
  void offer(byte[] line) {
    backlog.offer(line, line.length);
  }

  /** Writes the waiting lines, at most for this time. */
  void close(Duration timeout) {
    backlog.close();
    try {
      thread.join(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      while (writeNext()) {
        // until the end
      }
      target.close();
    } catch (InterruptedException e) {
      // an interrupt ends the thread
    } catch (IOException e) {
      failed(e);
    }
  }

  private boolean writeNext() throws InterruptedException {
    var taken = failure == null ? backlog.take() : backlog.take(RETRY);
    taken.items().forEach(this::add);
    flush();
    if (taken.missing() > 0) {
      lose(taken.missing());
      flush();
    }
    if (failure != null && System.nanoTime() - failedAt > RECOVERY.toNanos()) {
      resume();
    }
    return !taken.isEnd();
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
      reasonOfLoss = null;
    } catch (IOException e) {
      reasonOfLoss = e;
      failed(e);
      lose(chunkLines);
    }
    chunk.reset();
    chunkLines = 0;
  }

  private byte[] afterMissing() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(notices.lost(missing, reasonOfLoss));
    all.writeBytes(chunk.toByteArray());
    return all.toByteArray();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // other threads only read it
  private void lose(long lines) {
    missing += lines;
    lost += lines;
  }

  private void failed(IOException reason) {
    failedAt = System.nanoTime();
    if (failure == null) {
      lostBefore = lost;
      notices.failed(reason);
    }
    failure = reason;
  }

  private void resume() {
    failure = null;
    notices.resumed(lost - lostBefore);
  }
}
