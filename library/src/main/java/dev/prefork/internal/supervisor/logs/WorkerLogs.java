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
 * Writes the output of workers to a file, or to the supervisor's standard output and standard
 * error.
 *
 * <p>Workers never wait: their output is always read. If it cannot be written as fast, up to 1 MB
 * waits in memory; beyond that whole lines are lost, and a line in their place gives the number.
 * The lines of one stream of a worker keep their order; the order between its standard output and
 * its standard error is not kept. Any thread may call any method.
 */
public final class WorkerLogs implements AutoCloseable {
  private static final int RECENT_LINES = 1000;
  private static final int RECENT_CHARACTERS = 1 << 20;

  /** The number of exited workers whose last lines are kept. */
  private static final int MAX_EXITED = 20;

  /**
   * The time to read the rest of an exited worker's output, whose pipe another process may hold.
   */
  private static final Duration READ_TIMEOUT = Duration.ofMillis(500);

  /** The time to write the last lines: a stopped terminal must not prevent the supervisor's end. */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);

  private final LogOptions options;
  private final Consumer<String> notes;
  private final Sink err;
  private final Sink outSink;
  private final Sink errSink;
  private final Map<Integer, WorkerOutput> workers = new ConcurrentHashMap<>();
  private final Deque<Integer> exited = new ArrayDeque<>();
  private final Tail recent = new Tail(RECENT_LINES, RECENT_CHARACTERS);
  private final List<Follower> followers = new ArrayList<>();

  /** A standard stream of this process. */
  private record Own(OutputStream stream, boolean terminal) {}

  /**
   * A target of lines.
   *
   * @param terminal whether the target is a terminal, for which control characters are escaped
   */
  private record Sink(LineWriter writer, LogNotices notices, boolean terminal) {
    void write(LogLine line, byte[] bytes, int from, int to) {
      writer.offer(
          terminal
              ? LineFormat.encodeForTerminal(notices.format(), line)
              : LineFormat.encode(notices.format(), line, bytes, from, to));
    }

    String problem() {
      IOException failure = writer.failure();
      return failure == null ? "" : notices.problem(failure);
    }
  }

  /**
   * Opens the log file, if the options name one, and starts the threads that write.
   *
   * @param options the file and the format
   * @param out gets the workers' standard output if there is no file; never closed
   * @param err gets the workers' standard error if there is no file, and notes; never closed
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
   * Opens logs that write to the standard output and standard error of this process, or to a file.
   * On a terminal, control characters are escaped, except for colours.
   *
   * @param options the file and the format
   * @param notes gets a line when writing begins to fail and when it works again; called on a
   *     thread of the logs
   * @return the logs
   * @throws UncheckedIOException if the file cannot be opened
   */
  public static WorkerLogs ofThisProcess(LogOptions options, Consumer<String> notes) {
    // not System.out: a PrintStream hides failures
    Own out = new Own(new FileOutputStream(FileDescriptor.out), Terminal.out() != null);
    Own err = new Own(new FileOutputStream(FileDescriptor.err), Terminal.err() != null);
    return new WorkerLogs(options, out, err, notes);
  }

  private RotatingFile open(Path path) {
    try {
      return new RotatingFile(path, options.rotateAt(), options.keep(), this::onRenameFailure);
    } catch (IOException e) {
      String advice = "; make it writable or choose another file";
      throw new UncheckedIOException(
          "cannot open the log file " + path + ": " + IoReason.of(e) + advice, e);
    }
  }

  private Sink sink(String thread, String name, Own own) {
    return sink(thread, name, new StreamTarget(own.stream()), own.terminal());
  }

  private Sink sink(String thread, String name, LineWriter.Target target, boolean terminal) {
    LogNotices notices = new LogNotices(options.format(), name, this::note);
    long chunk = target instanceof RotatingFile ? options.rotateAt() : Long.MAX_VALUE;
    return new Sink(new LineWriter(thread, target, chunk, notices), notices, terminal);
  }

  private void onRenameFailure(IOException reason) {
    note(
        "cannot rename the log file "
            + options.file()
            + ": "
            + IoReason.of(reason)
            + "; it keeps growing");
  }

  private void note(String text) {
    keep(Notes.note(text));
    notes.accept(text);
  }

  private void noteOnStderr(String text) {
    err.writer().offer(LineFormat.encode(options.format(), Notes.note(text)));
  }

  /**
   * Returns the status of the logs.
   *
   * @return the number of lost lines, and why lines cannot be written now
   */
  public LogStatus status() {
    List<Sink> sinks = Stream.of(outSink, errSink, err).distinct().toList();
    return new LogStatus(
        sinks.stream().mapToLong(sink -> sink.writer().lost()).sum(),
        sinks.stream().map(Sink::problem).filter(text -> !text.isEmpty()).findFirst().orElse(""));
  }

  /**
   * Reads the output of a worker to its end. Streams that are not pipes ({@link
   * dev.prefork.Settings#silent}) are ignored.
   *
   * @param worker the worker
   * @param slot the worker's slot, for the lines
   * @param generation the worker's generation, for the lines
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
    exited.addLast(worker);
    if (exited.size() > MAX_EXITED) {
      workers.remove(exited.removeFirst());
    }
  }

  /**
   * Returns the last lines of a worker, for the report of a failure. If the worker has exited, the
   * call waits up to 500 ms for the rest of the output.
   *
   * @param workerId the worker's number
   * @return up to 20 lines; none if 20 other workers have exited since
   */
  public List<String> lastLines(int workerId) {
    WorkerOutput output = workers.get(workerId);
    return output == null ? List.of() : output.lastLines(READ_TIMEOUT);
  }

  /**
   * Delivers the last lines to a listener, and then new lines, without a gap.
   *
   * @param last the number of last lines
   * @param listener called on a separate thread. A listener that is too slow misses lines, and gets
   *     a line with their number. A listener that throws an exception is removed
   * @return ends the delivery when closed
   */
  public synchronized AutoCloseable follow(int last, Consumer<LogLine> listener) {
    Follower follower = new Follower(listener);
    recent(last).forEach(follower::offer);
    followers.add(follower);
    follower.start();
    return () -> remove(follower);
  }

  private synchronized void remove(Follower follower) {
    followers.remove(follower);
    follower.close();
  }

  /**
   * Returns the last lines of all workers.
   *
   * @param count the number of lines
   * @return up to this number of lines; 1000 or 1,048,576 characters are kept
   */
  public List<LogLine> recent(int count) {
    return recent.last(count);
  }

  /** Writes the waiting lines, for up to 2 s. The output of running workers is still read. */
  @Override
  public void close() {
    workers.values().forEach(output -> output.lastLines(READ_TIMEOUT));
    outSink.writer().close(WRITE_TIMEOUT);
    err.writer().close(WRITE_TIMEOUT);
    synchronized (this) {
      followers.forEach(Follower::close);
      followers.clear();
    }
  }
}
