package dev.prefork.internal.sys;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes descriptors that another process has had its hands on. Closing the last one of an open
 * file can wait for long: a TCP socket with {@code SO_LINGER} waits for its client, a file of a
 * remote or a user's own file system for that. No thread that serves others may do it.
 */
final class SlowClosing {
  private static final int MAX_THREADS = 16;
  private static final int STACK_BYTES = 128 * 1024;
  private static final ThreadPoolExecutor EXECUTOR = executor();

  private SlowClosing() {}

  private static ThreadPoolExecutor executor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform()
                .name("prefork-close")
                .daemon()
                .stackSize(STACK_BYTES)
                .inheritInheritableThreadLocals(false)
                .factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** True if nothing is being closed. */
  static boolean isIdle() {
    return EXECUTOR.getActiveCount() == 0 && EXECUTOR.getQueue().isEmpty();
  }

  /** Returns at once; completes when it is closed. */
  static CompletableFuture<Void> submit(Runnable closing) {
    return CompletableFuture.runAsync(closing, EXECUTOR);
  }
}
