package dev.prefork.it.programs.support;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** Blocks threads forever, as faulty applications do. */
public final class BlockedThreads {
  private BlockedThreads() {}

  /**
   * Starts the threads.
   *
   * @param fault {@code deadlocked}: two platform threads; {@code pinned}: a virtual thread that
   *     pins its carrier
   */
  public static void start(String fault) {
    switch (fault) {
      case "deadlocked" -> deadlock();
      case "pinned" -> Thread.ofVirtual().start(() -> Pin.forEver());
      default -> throw new IllegalArgumentException("no such fault");
    }
  }

  private static void deadlock() {
    Object one = new Object();
    Object other = new Object();
    CyclicBarrier both = new CyclicBarrier(2);
    Thread.ofPlatform().daemon().name("locked-one").start(() -> lock(one, other, both));
    Thread.ofPlatform().daemon().name("locked-two").start(() -> lock(other, one, both));
  }

  private static void lock(Object first, Object second, CyclicBarrier both) {
    synchronized (first) {
      try {
        both.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      synchronized (second) {
        IO.println("not deadlocked");
      }
    }
  }

  /** A virtual thread that waits in a static initializer pins its carrier thread. */
  private static final class Pin {
    static {
      IO.println("pinned");
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private Pin() {}

    static void forEver() {
      // the static initializer does not return
    }
  }
}
