package dev.prefork.internal.nio.link;

import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether this worker drains, which its sockets have to know: from then on nothing new is bound
 * through the primary.
 *
 * <p>A program that binds in a worker that drains has done nothing wrong, and an exception would
 * let it, or its framework, report a taken port or a failed start. So the thread waits inside its
 * bind while the worker ends, as it would if the process ended in that moment. See ADR 0019.
 */
public final class DrainState {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final CountDownLatch RELEASED = new CountDownLatch(1);
  private static final AtomicInteger WAITING = new AtomicInteger();
  private static volatile boolean accepting;
  private static volatile Runnable onBegin = () -> {};

  private DrainState() {}

  /** This worker drains, or ends. Before its sockets are told to let nothing more come. */
  public static void begin() {
    BEGUN.countDown();
    onBegin.run();
  }

  /** Has a task run when it begins. There is one. */
  public static void onBegin(Runnable task) {
    onBegin = task;
  }

  /** True from then on. */
  public static boolean isBegun() {
    return BEGUN.getCount() == 0;
  }

  /** Throws in a worker that drains. */
  public static void requireNotDraining() throws DrainingException {
    if (isBegun()) {
      throw new DrainingException();
    }
  }

  /**
   * Waits for {@link #begin}: the primary ends a link in the same moment as it tells the worker to
   * drain, or as it ends itself.
   *
   * @return false if it has not begun in that time
   */
  static boolean awaitBegin(long millis) {
    return await(BEGUN, millis);
  }

  /** The application begins to accept. */
  public static void markAccepting() {
    if (!accepting) {
      accepting = true;
    }
  }

  /** True once the application has begun to accept what comes through the primary. */
  public static boolean isAccepting() {
    return accepting;
  }

  /** True while a thread waits inside a bind. */
  public static boolean isAnyBindWaiting() {
    return WAITING.get() > 0;
  }

  /**
   * Lets the threads go that wait inside a bind, as if their sockets had been closed: what still
   * runs may have to wait for them.
   */
  public static void release() {
    RELEASED.countDown();
  }

  /** The same after a time, if the process still lives then. */
  public static void releaseAfter(long millis) {
    Thread.ofPlatform()
        .daemon()
        .name("prefork-release")
        .start(
            () -> {
              boolean _ = await(RELEASED, millis);
              release();
            });
  }

  /** Waits inside a bind. Without any lock: a shutdown hook may need those of a socket. */
  public static AsynchronousCloseException awaitRelease() {
    WAITING.incrementAndGet();
    try {
      awaitUninterruptibly();
      return new AsynchronousCloseException();
    } finally {
      WAITING.decrementAndGet();
    }
  }

  /** Binding is not interruptible. */
  private static void awaitUninterruptibly() {
    boolean interrupted = false;
    while (RELEASED.getCount() > 0) {
      try {
        RELEASED.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(CountDownLatch latch, long millis) {
    boolean interrupted = false;
    long start = System.nanoTime();
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      try {
        boolean reached = latch.await(left, TimeUnit.NANOSECONDS);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return reached;
      } catch (InterruptedException e) {
        interrupted = true;
        left = TimeUnit.MILLISECONDS.toNanos(millis) - (System.nanoTime() - start);
      }
    }
  }
}
