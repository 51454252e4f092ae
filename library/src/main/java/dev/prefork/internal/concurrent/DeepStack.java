package dev.prefork.internal.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * Runs deeply recursive code on a thread with a large stack.
 *
 * <p>Catching StackOverflowError instead would be unsafe: a class that was being initialized at
 * that moment, even one of the JDK, would stay unusable.
 */
public final class DeepStack {

  /** A level takes up to 3 KB. The memory is only reserved until the stack grows. */
  private static final long BYTES = 64L << 20;

  private DeepStack() {}

  /** Runs the task and returns its result. */
  public static <T extends @Nullable Object, E extends Exception> T call(ThreadCall.Task<T, E> task)
      throws E {
    return ThreadCall.call(
        Thread.ofPlatform().daemon().name("prefork-deep-message").stackSize(BYTES), task);
  }
}
