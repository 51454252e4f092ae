package dev.prefork.internal.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * Runs what recurses deeper than the stack of an ordinary thread allows, on a thread of its own.
 *
 * <p>Overflowing the stack and catching the error is no way: a class that is being initialized just
 * then, be it one of the JDK's, stays unusable for ever.
 */
public final class DeepStack {

  /** Reserved, not used, until the stack grows. A level takes up to 3 KB. */
  private static final long BYTES = 64L << 20;

  private DeepStack() {}

  public static <T extends @Nullable Object, E extends Exception> T call(ThreadCall.Task<T, E> task)
      throws E {
    return ThreadCall.call(
        Thread.ofPlatform().daemon().name("prefork-deep-message").stackSize(BYTES), task);
  }
}
