package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.DeliveryBatch;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.InboundLimit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has come for the application: delivered one at a time and in order, by whichever thread
 * {@link #drain}s. Messages wait until the application listens to them.
 */
public final class Inbox {
  private final Deque<Frame> messages = new ArrayDeque<>(0);
  private final Deque<Runnable> tasks = new ArrayDeque<>(0);
  private @Nullable Consumer<Frame> listener;
  private boolean delivering;
  private long waiting;

  /** Keeps a message, whose descriptor is the application's. */
  public synchronized void add(Frame message) {
    waiting += InboundLimit.size(message);
    messages.add(message);
  }

  /** Keeps something that is to be run between messages. Somebody has to {@link #drain} then. */
  public synchronized void add(Runnable task) {
    tasks.add(task);
  }

  /** Sets what messages are delivered to. Somebody has to {@link #drain} then. */
  public synchronized void open(Consumer<Frame> application) {
    listener = application;
  }

  /** True if nothing more should be read. */
  synchronized boolean isFull() {
    return waiting > InboundLimit.MOST;
  }

  /** True if {@link #drain} has something to do. */
  synchronized boolean hasDeliverable() {
    return !tasks.isEmpty() || (listener != null && !messages.isEmpty());
  }

  /** Delivers all that is there, on this thread; nothing if another thread is at it. */
  public void drain() {
    Runnable next = begin();
    if (next == null) {
      return;
    }
    DeliveryBatch deliveries = DeliveryBatch.begin();
    while (next != null) {
      deliveries.attempt(next, hasDeliverable());
      next = next();
    }
    deliveries.end();
  }

  private synchronized @Nullable Runnable begin() {
    return delivering ? null : next();
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = tasks.poll();
    Consumer<Frame> application = listener;
    if (next == null && application != null) {
      Frame message = messages.poll();
      next = message == null ? null : delivery(application, message);
    }
    delivering = next != null;
    if (next == null) {
      notifyAll();
    }
    return next;
  }

  private Runnable delivery(Consumer<Frame> application, Frame message) {
    waiting -= InboundLimit.size(message);
    return () -> application.accept(message);
  }

  /** Waits until nothing is being delivered, for a time at most: a listener may never return. */
  public synchronized void awaitQuiet(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (delivering && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }
}
