package dev.prefork.supervise.logs;

import dev.prefork.Worker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What workers write, on its way to a file or to the supervisor's own standard output and error.
 *
 * <p>It never makes a worker wait. What workers write is always read; when it cannot be written as
 * fast, a megabyte of it waits, and then whole lines are left out, and a line says how many. The
 * lines of one stream of a worker keep their order; those of its standard output and its standard
 * error may change places. All methods may be called on any thread.
 */
public final class WorkerLogs implements AutoCloseable {
  private static final int RECENT_LINES = 1000;
  private static final int RECENT_CHARACTERS = 1 << 20;

  /** Dead workers whose last lines are kept. */
  private static final int MOST_DEAD = 20;

  /** What a dead worker's pipe holds is read in no time, unless others have it, too. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** A terminal that is stopped must not keep the supervisor from ending. */
  private static final Duration LAST_WRITE = Duration.ofSeconds(2);

  private final LogOptions options;
  private final LineWriter err;
  private final LineWriter outSink;
  private final LineWriter errSink;
  private final Map<Integer, WorkerOutput> workers = new ConcurrentHashMap<>();
  private final Deque<Integer> dead = new ArrayDeque<>();
  private final Tail recent = new Tail(RECENT_LINES, RECENT_CHARACTERS);
  private final List<Follower> followers = new ArrayList<>();

  /**
   * Begins.
   *
   * @param options where to, and how
   * @param out the supervisor's standard output: used if there is no file, and never closed
   * @param err the supervisor's standard error, likewise; if the file cannot be written, it says so
   * @throws UncheckedIOException if the file cannot be opened
   */
  public WorkerLogs(LogOptions options, OutputStream out, OutputStream err) {
    this.options = options;
    RotatingFile file = options.file() == null ? null : open(options.file());
    this.err = writer("prefork-log-err", to(err), Long.MAX_VALUE, _ -> {});
    if (file != null) {
      outSink = writer("prefork-log-file", file, options.rotateAt(), this::unwritten);
      errSink = outSink;
    } else {
      outSink = writer("prefork-log-out", to(out), Long.MAX_VALUE, _ -> {});
      errSink = this.err;
    }
  }

  private RotatingFile open(Path path) {
    try {
      return new RotatingFile(path, options.rotateAt(), options.keep(), this::unrenamed);
    } catch (IOException e) {
      String advice = "; name another file, or see to it that this one can be written";
      throw new UncheckedIOException(
          "the log file " + path + " cannot be opened: " + e + advice, e);
    }
  }

  private static LineWriter.Target to(OutputStream stream) {
    return lines -> {
      stream.write(lines);
      stream.flush();
    };
  }

  private LineWriter writer(
      String name, LineWriter.Target target, long chunk, Consumer<IOException> complaints) {
    return new LineWriter(
        name,
        target,
        chunk,
        missing -> LineFormat.encode(options.format(), LogLine.missing(missing)),
        complaints);
  }

  private void unwritten(IOException reason) {
    complain("written: " + reason + "; lines are left out until it can");
  }

  private void unrenamed(IOException reason) {
    complain("renamed: " + reason + "; it grows on");
  }

  private void complain(String what) {
    String text = "the log file " + options.file() + " cannot be " + what;
    err.offer(LineFormat.encode(options.format(), LogLine.note(text)));
  }

  /**
   * Reads what a worker writes, from here to its end. A stream that is no pipe ({@link
   * dev.prefork.Settings#silent}) is left alone.
   *
   * @param worker who
   * @param slot its place, for the lines
   * @param generation its generation, for the lines
   */
  public void attach(Worker worker, int slot, int generation) {
    var origin = new WorkerOutput.Origin(worker.id(), slot, generation, worker.pid());
    attach(origin, worker.process()::isAlive).read(worker.stdout(), worker.stderr());
  }

  WorkerOutput attach(WorkerOutput.Origin origin, BooleanSupplier alive) {
    var output = new WorkerOutput(origin, alive, this::accept, () -> ended(origin.worker()));
    workers.put(origin.worker(), output);
    return output;
  }

  private void accept(LogLine line, byte[] bytes, int from, int to) {
    LineWriter sink = line.stream() == LogLine.Stream.STDOUT ? outSink : errSink;
    sink.offer(LineFormat.encode(options.format(), line, bytes, from, to));
    synchronized (this) {
      recent.add(line);
      for (Follower follower : followers) {
        follower.offer(line);
      }
    }
  }

  private synchronized void ended(int worker) {
    dead.addLast(worker);
    if (dead.size() > MOST_DEAD) {
      workers.remove(dead.removeFirst());
    }
  }

  /**
   * What a worker wrote last, for the report of its failure. If it is dead, all that it wrote
   * before is there, which may take a moment.
   *
   * @param workerId its number
   * @return twenty lines at most; none if its end is long ago
   */
  public List<String> lastLines(int workerId) {
    WorkerOutput output = workers.get(workerId);
    return output == null ? List.of() : output.lastLines(LAST_WORDS);
  }

  /**
   * Tells lines as they come.
   *
   * @param listener called on a thread of its own; if it is too slow it misses lines, and is told
   *     how many. One that throws hears no more
   * @return stops that
   */
  public AutoCloseable follow(Consumer<LogLine> listener) {
    return follow(0, listener);
  }

  /**
   * Tells the last lines there are, and then lines as they come, without a gap.
   *
   * @param last how many of the last lines
   * @param listener as {@link #follow(Consumer)}
   * @return stops that
   */
  public synchronized AutoCloseable follow(int last, Consumer<LogLine> listener) {
    Follower follower = new Follower(listener);
    recent(last).forEach(follower::offer);
    followers.add(follower);
    follower.begin();
    return () -> leave(follower);
  }

  private synchronized void leave(Follower follower) {
    followers.remove(follower);
    follower.close();
  }

  /**
   * The last lines of all workers.
   *
   * @param count how many
   * @return so many, or those there are: 1000 at most, and fewer if they are long
   */
  public List<LogLine> recent(int count) {
    return recent.last(count);
  }

  /** Writes what waits, for two seconds at most. Workers that still live are read on. */
  @Override
  public void close() {
    workers.values().forEach(output -> output.lastLines(LAST_WORDS));
    outSink.close(LAST_WRITE);
    err.close(LAST_WRITE);
    synchronized (this) {
      followers.forEach(Follower::close);
      followers.clear();
    }
  }
}
