package dev.prefork.supervise.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits between threads that must not wait and one that may. It is full after so many bytes or
 * characters; what comes then is counted instead, until the one who takes has taken everything.
 */
final class Backlog<T> {
  private final long most;
  private List<T> waiting = new ArrayList<>();
  private long size;
  private long missing;
  private boolean closed;

  Backlog(long most) {
    this.most = most;
  }

  /**
   * What waited.
   *
   * @param missing how many have come after these and are not here
   */
  record Taken<T>(List<T> items, long missing) {
    /** True if nothing will ever come again. */
    boolean isEnd() {
      return items.isEmpty() && missing == 0;
    }
  }

  /** Adds one, or counts it. Never waits. */
  synchronized void offer(T item, int itemSize) {
    if (closed) {
      return;
    }
    if (missing > 0 || size + itemSize > most) {
      missing++;
    } else {
      waiting.add(item);
      size += itemSize;
    }
    notifyAll();
  }

  /** Waits until there is something, and takes all of it. */
  synchronized Taken<T> take() throws InterruptedException {
    while (waiting.isEmpty() && missing == 0 && !closed) {
      wait();
    }
    Taken<T> taken = new Taken<>(waiting, missing);
    waiting = new ArrayList<>();
    size = 0;
    missing = 0;
    return taken;
  }

  /** What comes from here on is nobody's business. What waits may still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
