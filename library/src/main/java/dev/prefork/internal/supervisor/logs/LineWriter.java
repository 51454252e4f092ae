package dev.prefork.internal.supervisor.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines on a thread of its own, which is the only one to wait when a terminal is stopped, a
 * pipe is full or a disk is slow. Lines that cannot wait any more, or cannot be written, are left
 * out, whole, and a line says how many.
 */
final class LineWriter {
  /** Bytes that wait to be written. */
  private static final int MAX_WAITING = 1 << 20;

  private static final int MAX_CHUNK = 1 << 16;

  /** Where lines end up. */
  interface Target {
    /** Writes all of these, whole lines, or none. May take its time. */
    void write(byte[] lines) throws IOException;

    /** Nothing more will come. */
    default void close() throws IOException {}
  }

  /** How often writing is tried again while it fails, if no lines come. */
  private static final Duration RETRY = Duration.ofMillis(500);

  /** Writing works again when it has not failed for so long: a full disk takes short lines. */
  private static final Duration CALM = Duration.ofSeconds(1);

  /** Hears what becomes of lines. */
  interface Notices {
    /**
     * The line that stands where lines are missing.
     *
     * @param reason why they could not be written; null if they came too fast
     */
    byte[] missing(long lines, @Nullable IOException reason);

    /** Writing fails from now on. */
    void failed(IOException reason);

    /** Writing works again, and so many lines were left out meanwhile. */
    void resumed(long lines);
  }

  private final Target target;
  private final int chunkSize;
  private final Notices notices;
  private final Backlog<byte[]> backlog = new Backlog<>(MAX_WAITING);
  private final Thread thread;

  /** Not yet written, and only used by the thread, as all that follows. */
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();

  private int chunkLines;

  /** Left out since the last line that was written. */
  private long missing;

  private @Nullable IOException reasonOfMissing;
  private long lostBefore;
  private long failedAt;
  private volatile @Nullable IOException trouble;
  private volatile long lost;

  /**
   * Begins.
   *
   * @param largestChunk bytes that the target wants at a time, at most, unless one line has more
   */
  LineWriter(String name, Target target, long largestChunk, Notices notices) {
    this.target = target;
    this.chunkSize = (int) Math.min(MAX_CHUNK, largestChunk);
    this.notices = notices;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::writeAll);
  }

  /** How many lines have been left out. */
  long lost() {
    return lost;
  }

  /** Why lines cannot be written now, or null. */
  @Nullable IOException trouble() {
    return trouble;
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
      while (writeNext()) {
        // until the end
      }
      target.close();
    } catch (InterruptedException e) {
      // nobody interrupts this thread but who wants it to end
    } catch (IOException e) {
      failed(e);
    }
  }

  private boolean writeNext() throws InterruptedException {
    var taken = trouble == null ? backlog.take() : backlog.take(RETRY);
    taken.items().forEach(this::add);
    flush();
    if (taken.missing() > 0) {
      leaveOut(taken.missing());
      flush();
    }
    if (trouble != null && System.nanoTime() - failedAt > CALM.toNanos()) {
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
      reasonOfMissing = null;
    } catch (IOException e) {
      reasonOfMissing = e;
      failed(e);
      leaveOut(chunkLines);
    }
    chunk.reset();
    chunkLines = 0;
  }

  private byte[] afterMissing() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(notices.missing(missing, reasonOfMissing));
    all.writeBytes(chunk.toByteArray());
    return all.toByteArray();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // others only read it
  private void leaveOut(long lines) {
    missing += lines;
    lost += lines;
  }

  private void failed(IOException reason) {
    failedAt = System.nanoTime();
    if (trouble == null) {
      lostBefore = lost;
      notices.failed(reason);
    }
    trouble = reason;
  }

  private void resume() {
    trouble = null;
    notices.resumed(lost - lostBefore);
  }
}
