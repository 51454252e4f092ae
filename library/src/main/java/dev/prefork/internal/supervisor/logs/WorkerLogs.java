package dev.prefork.internal.supervisor.logs;

import dev.prefork.Worker;
import dev.prefork.internal.host.IoReason;
import dev.prefork.internal.host.Terminal;
import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.LogStatus;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private static final int MAX_DEAD = 20;

  /** What a dead worker's pipe holds is read in no time, unless others have it, too. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** A terminal that is stopped must not keep the supervisor from ending. */
  private static final Duration LAST_WRITE = Duration.ofSeconds(2);

  private final LogOptions options;
  private final Consumer<String> notes;
  private final Sink err;
  private final Sink outSink;
  private final Sink errSink;
  private final Map<Integer, WorkerOutput> workers = new ConcurrentHashMap<>();
  private final Deque<Integer> dead = new ArrayDeque<>();
  private final Tail recent = new Tail(RECENT_LINES, RECENT_CHARACTERS);
  private final List<Follower> followers = new ArrayList<>();

  /** A stream of this process. */
  private record Own(OutputStream stream, boolean terminal) {}

  /**
   * One of the places that lines go to.
   *
   * @param terminal whether it is one, and gets nothing that it would obey
   */
  private record Sink(LineWriter writer, LogNotices notices, boolean terminal) {
    void write(LogLine line, byte[] bytes, int from, int to) {
      writer.offer(
          terminal
              ? LineFormat.encodeForTerminal(notices.format(), line)
              : LineFormat.encode(notices.format(), line, bytes, from, to));
    }

    String problem() {
      IOException trouble = writer.trouble();
      return trouble == null ? "" : notices.problem(trouble);
    }
  }

  /**
   * Begins.
   *
   * @param options where to, and how
   * @param out the supervisor's standard output: used if there is no file, and never closed
   * @param err the supervisor's standard error, likewise; if lines cannot be written, it says so
   * @throws UncheckedIOException if the file cannot be opened
   */
  public WorkerLogs(LogOptions options, OutputStream out, OutputStream err) {
    this(options, new Own(out, false), new Own(err, false), null);
  }

  private WorkerLogs(LogOptions options, Own out, Own err, @Nullable Consumer<String> notes) {
    this.options = options;
    this.notes = notes == null ? this::noteOnStderr : notes;
    RotatingFile file = options.file() == null ? null : open(options.file());
    this.err = sink("prefork-log-err", "standard error", err);
    if (file != null) {
      outSink = sink("prefork-log-file", "the log file " + options.file(), file, false);
      errSink = outSink;
    } else {
      outSink = sink("prefork-log-out", "standard output", out);
      errSink = this.err;
    }
  }

  /**
   * Begins, with this process's own standard output and error. Where they are terminals they get
   * nothing of the workers' that a terminal would obey, but colours.
   *
   * @param options where to, and how
   * @param notes gets a line when lines cannot be written, and when they can again
   * @return the logs, which are written from now on
   * @throws UncheckedIOException if the file cannot be opened
   */
  public static WorkerLogs ofThisProcess(LogOptions options, Consumer<String> notes) {
    // not System.out: a PrintStream keeps to itself that it cannot write
    Own out = new Own(new FileOutputStream(FileDescriptor.out), Terminal.out() != null);
    Own err = new Own(new FileOutputStream(FileDescriptor.err), Terminal.err() != null);
    return new WorkerLogs(options, out, err, notes);
  }

  private RotatingFile open(Path path) {
    try {
      return new RotatingFile(path, options.rotateAt(), options.keep(), this::unrenamed);
    } catch (IOException e) {
      String advice = "; name another file, or see to it that this one can be written";
      throw new UncheckedIOException(
          "the log file " + path + " cannot be opened: " + IoReason.of(e) + advice, e);
    }
  }

  private Sink sink(String thread, String place, Own own) {
    return sink(thread, place, new StreamTarget(own.stream()), own.terminal());
  }

  private Sink sink(String thread, String place, LineWriter.Target target, boolean terminal) {
    LogNotices notices = new LogNotices(options.format(), place, this::note);
    long chunk = target instanceof RotatingFile ? options.rotateAt() : Long.MAX_VALUE;
    return new Sink(new LineWriter(thread, target, chunk, notices), notices, terminal);
  }

  private void unrenamed(IOException reason) {
    note(
        "cannot rename the log file "
            + options.file()
            + ": "
            + IoReason.of(reason)
            + "; it grows on");
  }

  private void note(String text) {
    keep(Notes.note(text));
    notes.accept(text);
  }

  private void noteOnStderr(String text) {
    err.writer().offer(LineFormat.encode(options.format(), Notes.note(text)));
  }

  /**
   * How well lines can be written.
   *
   * @return what was lost, and what is wrong now
   */
  public LogStatus status() {
    List<Sink> sinks = Stream.of(outSink, errSink, err).distinct().toList();
    return new LogStatus(
        sinks.stream().mapToLong(sink -> sink.writer().lost()).sum(),
        sinks.stream().map(Sink::problem).filter(text -> !text.isEmpty()).findFirst().orElse(""));
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
    Sink sink = line.stream() == LogLine.Stream.STDOUT ? outSink : errSink;
    sink.write(line, bytes, from, to);
    keep(line);
  }

  private synchronized void keep(LogLine line) {
    recent.add(line);
    for (Follower follower : followers) {
      follower.offer(line);
    }
  }

  private synchronized void ended(int worker) {
    dead.addLast(worker);
    if (dead.size() > MAX_DEAD) {
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
   * Tells the last lines there are, and then lines as they come, without a gap.
   *
   * @param last how many of the last lines
   * @param listener called on a thread of its own; if it is too slow it misses lines, and is told
   *     how many. One that throws hears no more
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
    outSink.writer().close(LAST_WRITE);
    err.writer().close(LAST_WRITE);
    synchronized (this) {
      followers.forEach(Follower::close);
      followers.clear();
    }
  }
}
