package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the standard output and the standard error of one worker, each on a separate thread. */
final class WorkerOutput {
  private static final int LAST_LINES = 20;
  private static final int LAST_CHARACTERS = 32 << 10;

  /** The worker that wrote a line. */
  record Origin(int worker, int slot, int generation, long pid) {}

  /** Takes lines. Must not block. */
  interface Lines {
    void accept(LogLine line, byte[] bytes, int start, int end);
  }

  private final Origin origin;
  private final BooleanSupplier alive;
  private final Lines lines;
  private final Tail last = new Tail(LAST_LINES, LAST_CHARACTERS);
  private final AtomicInteger open = new AtomicInteger(2);
  private final CountDownLatch allRead = new CountDownLatch(1);
  private final Runnable ended;

  /**
   * Creates the output of a worker.
   *
   * @param alive returns whether the worker's process exists
   * @param ended called when both streams are at their end
   */
  WorkerOutput(Origin origin, BooleanSupplier alive, Lines lines, Runnable ended) {
    this.origin = origin;
    this.alive = alive;
    this.lines = lines;
    this.ended = ended;
  }

  /** Starts to read; a stream is null if the worker has no pipe for it. */
  void read(@Nullable InputStream out, @Nullable InputStream err) {
    read(out, LogLine.Stream.STDOUT);
    read(err, LogLine.Stream.STDERR);
  }

  private void read(@Nullable InputStream in, LogLine.Stream stream) {
    if (in == null) {
      end();
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("prefork-" + stream + "-" + origin.worker())
        .start(() -> readAll(in, stream));
  }

  private void readAll(InputStream in, LogLine.Stream stream) {
    try {
      new LineSplitter(in, (bytes, from, to) -> accept(stream, bytes, from, to)).readAll();
    } finally {
      end();
    }
  }

  private void accept(LogLine.Stream stream, byte[] bytes, int from, int to) {
    LogLine line =
        new LogLine(
            Instant.now(),
            origin.worker(),
            origin.slot(),
            origin.generation(),
            origin.pid(),
            stream,
            LenientUtf8.decode(bytes, from, to));
    last.add(line);
    lines.accept(line, bytes, from, to);
  }

  private void end() {
    if (open.decrementAndGet() == 0) {
      allRead.countDown();
      ended.run();
    }
  }

  /** Returns the last lines. Waits, with a timeout, for the rest of an exited worker's output. */
  List<String> lastLines(Duration timeout) {
    if (!alive.getAsBoolean()) {
      awaitEnd(timeout);
    }
    return last.all().stream().map(LogLine::text).toList();
  }

  /** A process that the worker started may keep its pipes open. */
  private void awaitEnd(Duration timeout) {
    try {
      var _ = allRead.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
