package dev.prefork.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures complete that an application has, such as those of sent messages: what an
 * application does then must hold up neither the thread that writes nor the one that runs its
 * listeners, which may be waiting for just that.
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

  /** Runs it soon, on a thread that holds up nobody. */
  public static void run(Runnable task) {
    EXECUTOR.execute(task);
  }
}
