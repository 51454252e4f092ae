package dev.prefork;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs listeners, one at a time and in order. The thread is no daemon, so that the JVM does not end
 * before they have run; it goes when there is nothing to do, so that the JVM may end then.
 */
final class EventThread {
  private static final long IDLE_MILLIS = 50;

  private final ThreadPoolExecutor executor;

  EventThread() {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("prefork-events").daemon(false).factory());
    executor.allowCoreThreadTimeOut(true);
  }

  void run(Runnable task) {
    executor.execute(task);
  }
}
