package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Delivers lines to a listener on a separate thread; a listener that is too slow misses lines. */
final class Follower {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** The most characters that wait for the listener. */
  private static final int MAX_WAITING = 1 << 20;

  /** The cost of a line in addition to its text, in characters. */
  private static final int LINE = 64;

  private final Consumer<LogLine> listener;
  private final Backlog<LogLine> backlog = new Backlog<>(MAX_WAITING);

  Follower(Consumer<LogLine> listener) {
    this.listener = listener;
  }

  void start() {
    Thread.ofVirtual().name("prefork-log-follower").start(this::publishAll);
  }

  void offer(LogLine line) {
    backlog.offer(line, LINE + line.text().length());
  }

  /** Ends the delivery after the lines that are waiting. */
  void close() {
    backlog.close();
  }

  private void publishAll() {
    try {
      for (var taken = backlog.take(); !taken.isEnd(); taken = backlog.take()) {
        taken.items().forEach(listener);
        if (taken.missing() > 0) {
          listener.accept(Notes.lost(taken.missing(), Notes.TOO_FAST));
        }
      }
    } catch (InterruptedException e) {
      // the listener interrupted its thread to get no more lines
    } catch (RuntimeException e) {
      close();
      LOG.log(Level.WARNING, "a listener for log lines failed and gets no more lines", e);
    }
  }
}
