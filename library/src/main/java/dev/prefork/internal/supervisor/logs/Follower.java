package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells lines to a listener, on a thread of its own; one that is too slow misses some. */
final class Follower {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Characters that wait to be told. */
  private static final int MAX_WAITING = 1 << 20;

  /** What a line costs besides its text. */
  private static final int LINE = 64;

  private final Consumer<LogLine> listener;
  private final Backlog<LogLine> backlog = new Backlog<>(MAX_WAITING);

  Follower(Consumer<LogLine> listener) {
    this.listener = listener;
  }

  void begin() {
    Thread.ofVirtual().name("prefork-follower").start(this::publishAll);
  }

  void offer(LogLine line) {
    backlog.offer(line, LINE + line.text().length());
  }

  /** The listener still hears what it has not heard yet. */
  void close() {
    backlog.close();
  }

  private void publishAll() {
    try {
      for (var taken = backlog.take(); !taken.isEnd(); taken = backlog.take()) {
        taken.items().forEach(listener);
        if (taken.missing() > 0) {
          listener.accept(Notes.missing(taken.missing(), Notes.TOO_FAST));
        }
      }
    } catch (InterruptedException e) {
      // the listener does not want to hear more
    } catch (RuntimeException e) {
      close();
      LOG.log(Level.WARNING, "a listener for log lines failed, and hears no more of them", e);
    }
  }
}
