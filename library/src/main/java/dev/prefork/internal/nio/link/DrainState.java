package dev.prefork.internal.nio.link;

import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether this worker drains: from then on its sockets bind nothing through the primary.
 *
 * <p>A program that binds a port in a draining worker has made no mistake, and an exception would
 * let it report a port in use or a failed start. So the thread waits inside its bind while the
 * worker ends, as if the process had ended at that point. See ADR 0019.
 */
public final class DrainState {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final CountDownLatch RELEASED = new CountDownLatch(1);
  private static final AtomicInteger WAITING = new AtomicInteger();
  private static volatile boolean accepting;
  private static volatile Runnable onBegin = () -> {};

  private DrainState() {}

  /** Marks this worker as draining, before its sockets are quiesced. */
  public static void begin() {
    BEGUN.countDown();
    onBegin.run();
  }

  /** Sets the only task that runs when draining begins. */
  public static void onBegin(Runnable task) {
    onBegin = task;
  }

  public static boolean isBegun() {
    return BEGUN.getCount() == 0;
  }

  public static void requireNotDraining() throws DrainingException {
    if (isBegun()) {
      throw new DrainingException();
    }
  }

  /**
   * Waits for {@link #begin}: the primary closes a link at the same time as it sends the order to
   * drain, or as it ends.
   *
   * @return false if draining has not begun within the time
   */
  static boolean awaitBegin(long millis) {
    return await(BEGUN, millis);
  }

  /** Records that the application has begun to accept connections. */
  public static void markAccepting() {
    if (!accepting) {
      accepting = true;
    }
  }

  /**
   * Returns whether the application has begun to accept connections that come through the primary.
   */
  public static boolean isAccepting() {
    return accepting;
  }

  public static boolean isAnyBindWaiting() {
    return WAITING.get() > 0;
  }

  /**
   * Releases the threads that wait inside a bind, as if their sockets had been closed: other code
   * may wait for these threads.
   */
  public static void release() {
    RELEASED.countDown();
  }

  /** Releases the threads after a time, unless the process ends before. */
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

  /**
   * Waits inside a bind, for the rest of the process or until released. The caller must hold no
   * lock: a shutdown hook may need the locks of a socket.
   */
  public static AsynchronousCloseException awaitRelease() {
    WAITING.incrementAndGet();
    try {
      await(RELEASED);
      return new AsynchronousCloseException();
    } finally {
      WAITING.decrementAndGet();
    }
  }

  /** Waits uninterruptibly, because binding is not interruptible. */
  static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
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
