package dev.prefork.internal.supervisor.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bounded queue between threads that must not wait and one thread that may. When the queue is
 * full, further items are counted instead of added, until the queue was emptied.
 */
final class Backlog<T> {
  private static final Duration MAX_WAIT = Duration.ofHours(1);

  private final long max;
  private List<T> waiting = new ArrayList<>();
  private long size;
  private long missing;
  private boolean closed;

  Backlog(long max) {
    this.max = max;
  }

  /**
   * The contents of the queue.
   *
   * @param missing the number of items after these that did not fit
   * @param isEnd whether the queue is empty and closed
   */
  record Taken<T>(List<T> items, long missing, boolean isEnd) {}

  /** Adds an item, or counts it if the queue is full. Never waits. */
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

  /** Waits for items and takes all. Takes none after an hour. */
  Taken<T> take() throws InterruptedException {
    return take(MAX_WAIT);
  }

  /** Waits for items, at most for this time, and takes all. */
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

  /** Ignores further items. Those in the queue can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
