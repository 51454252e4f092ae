package dev.prefork.internal.supervisor.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What waits between threads that must not wait and one that may. It is full after so many bytes or
 * characters; what comes then is counted instead, until the one who takes has taken everything.
 */
final class Backlog<T> {
  private static final Duration LONG = Duration.ofHours(1);

  private final long max;
  private List<T> waiting = new ArrayList<>();
  private long size;
  private long missing;
  private boolean closed;

  Backlog(long max) {
    this.max = max;
  }

  /**
   * What waited.
   *
   * @param missing how many have come after these and are not here
   * @param isEnd true if there is nothing, and nothing will ever come again
   */
  record Taken<T>(List<T> items, long missing, boolean isEnd) {}

  /** Adds one, or counts it. Never waits. */
  synchronized void offer(T item, int itemSize) {
    if (closed) {
      return;
    }
    if (missing > 0 || size + itemSize > max) {
      missing++;
    } else {
      waiting.add(item);
      size += itemSize;
    }
    notifyAll();
  }

  /** Waits until there is something, and takes all of it. After an hour that is nothing. */
  Taken<T> take() throws InterruptedException {
    return take(LONG);
  }

  /** Waits until there is something, or for so long, and takes all of it. */
  synchronized Taken<T> take(Duration max) throws InterruptedException {
    long end = System.nanoTime() + max.toNanos();
    for (long left = max.toNanos();
        isEmpty() && !closed && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    Taken<T> taken = new Taken<>(waiting, missing, isEmpty() && closed);
    waiting = new ArrayList<>();
    size = 0;
    missing = 0;
    return taken;
  }

  private boolean isEmpty() {
    return waiting.isEmpty() && missing == 0;
  }

  /** What comes from here on is nobody's business. What waits may still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
