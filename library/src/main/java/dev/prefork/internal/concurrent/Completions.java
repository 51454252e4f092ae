package dev.prefork.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Completes futures that the application holds, such as those of sent messages, on one thread. The
 * application's callbacks must block neither the thread that writes to the channel nor the thread
 * that runs listeners, which may wait for the same future.
 */
public final class Completions {
  private static final long IDLE_SECONDS = 1;
  private static final ThreadPoolExecutor EXECUTOR = executor();

  private Completions() {}

  private static ThreadPoolExecutor executor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("prefork-sent").daemon().factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Queues a task. Returns immediately; may be called from any thread. */
  public static void run(Runnable task) {
    EXECUTOR.execute(task);
  }
}
