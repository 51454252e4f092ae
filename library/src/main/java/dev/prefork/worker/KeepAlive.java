package dev.prefork.worker;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps the JVM alive after the application's main method has returned, as Node keeps a worker that
 * is connected and has nothing to do. A thread that is no daemon is the only way.
 */
final class KeepAlive {
  private static final CountDownLatch END = new CountDownLatch(1);

  private KeepAlive() {}

  /** Keeps it alive from here on. */
  static void begin() {
    Thread keeper =
        new Thread("prefork-keepalive") {
          @Override
          public void run() {
            awaitEnd();
          }
        };
    keeper.setDaemon(false);
    keeper.start();
  }

  /** Leaves it to the application's own threads. */
  static void end() {
    END.countDown();
  }

  private static void awaitEnd() {
    try {
      END.await();
    } catch (InterruptedException e) {
      // nobody has a reference to this thread; ending early only means that the JVM may end
    }
  }
}
