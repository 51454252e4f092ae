package dev.prefork.internal.sys;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes descriptors that another process has controlled, on separate threads. Closing the last
 * descriptor of a file can block for long: a TCP socket with {@code SO_LINGER} waits for its
 * client, a file waits for a remote or FUSE file system.
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

  /** Returns true if no descriptor is being closed. */
  static boolean isIdle() {
    return EXECUTOR.getActiveCount() == 0 && EXECUTOR.getQueue().isEmpty();
  }

  /** Queues a task; the future completes after it has run. */
  static CompletableFuture<Void> submit(Runnable closing) {
    return CompletableFuture.runAsync(closing, EXECUTOR);
  }
}
