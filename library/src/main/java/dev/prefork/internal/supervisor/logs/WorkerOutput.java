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

/** One worker's standard output and error, each read to its end by a thread of its own. */
final class WorkerOutput {
  private static final int LAST_LINES = 20;
  private static final int LAST_CHARACTERS = 32 << 10;

  /** Which worker it is. */
  record Origin(int worker, int slot, int generation, long pid) {}

  /** Takes the lines. Must not wait. */
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
   * A worker's.
   *
   * @param alive whether its process is there
   * @param ended run when both streams are at their end
   */
  WorkerOutput(Origin origin, BooleanSupplier alive, Lines lines, Runnable ended) {
    this.origin = origin;
    this.alive = alive;
    this.lines = lines;
    this.ended = ended;
  }

  /** Begins to read: null where the worker has no pipe. */
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

  /** The last lines: of a worker that has died all it wrote, if that comes in time. */
  List<String> lastLines(Duration patience) {
    if (!alive.getAsBoolean()) {
      awaitEnd(patience);
    }
    return last.all().stream().map(LogLine::text).toList();
  }

  /** A process that the worker started may have its pipes, too, and write on. */
  private void awaitEnd(Duration patience) {
    try {
      var _ = allRead.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
