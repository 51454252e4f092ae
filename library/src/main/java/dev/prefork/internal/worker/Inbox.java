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
 * Queues messages for the application and delivers them in order, one at a time, on any thread that
 * calls {@link #drain}. Messages are kept until the application adds a listener.
 */
public final class Inbox {
  private final Deque<Frame> messages = new ArrayDeque<>(0);
  private final Deque<Runnable> tasks = new ArrayDeque<>(0);
  private @Nullable Consumer<Frame> listener;
  private boolean delivering;
  private long waiting;

  /** Adds a message; the application owns its descriptor. */
  public synchronized void add(Frame message) {
    waiting += InboundLimit.size(message);
    messages.add(message);
  }

  /** Adds a task that runs between messages. Call {@link #drain} afterwards. */
  public synchronized void add(Runnable task) {
    tasks.add(task);
  }

  /** Sets the listener for messages. Call {@link #drain} afterwards. */
  public synchronized void open(Consumer<Frame> application) {
    listener = application;
  }

  /** {@return true if reading should pause} */
  synchronized boolean isFull() {
    return waiting > InboundLimit.MAX_BYTES;
  }

  /** {@return true if {@link #drain} has something to deliver} */
  synchronized boolean hasDeliverable() {
    return !tasks.isEmpty() || (listener != null && !messages.isEmpty());
  }

  /** Delivers everything queued on this thread, unless another thread is delivering. */
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

  /**
   * Waits until the current delivery has ended. The time is limited, because a listener may never
   * return.
   */
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
