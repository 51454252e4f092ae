package dev.prefork.it.programs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** Ways in which an application does not go on. */
final class Hanging {
  private Hanging() {}

  static void begin(String way) {
    switch (way) {
      case "deadlocked" -> deadlock();
      case "pinned" -> Thread.ofVirtual().start(() -> Pin.forEver());
      default -> throw new IllegalArgumentException("no such way");
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

  /** A virtual thread that waits in here keeps its carrier: the JVM itself is on its stack. */
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
      // waits before it comes here
    }
  }
}
