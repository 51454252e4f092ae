package dev.prefork.ipc;

import org.jspecify.annotations.Nullable;

/**
 * Runs what recurses deeper than the stack of an ordinary thread allows, on a thread of its own.
 *
 * <p>Overflowing the stack and catching the error is no way: a class that is being initialized just
 * then, be it one of the JDK's, stays unusable for ever.
 */
final class DeepStack {

  /** Reserved, not used, until the stack grows. A level takes up to 3 KB. */
  private static final long BYTES = 64L << 20;

  private DeepStack() {}

  /** What is to be done, and what it may throw. */
  interface Task<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  static <T extends @Nullable Object, E extends Exception> T call(Task<T, E> task) throws E {
    Outcome<T, E> outcome = new Outcome<>(task);
    Thread thread = new Thread(null, outcome, "prefork-deep-message", BYTES);
    thread.setDaemon(true);
    thread.start();
    join(thread);
    return outcome.get();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Outcome<T extends @Nullable Object, E extends Exception>
      implements Runnable {

    private final Task<T, E> task;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Outcome(Task<T, E> task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        result = task.run();
      } catch (Throwable e) {
        failure = e;
      }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // there is a result, or what the task may throw
    T get() throws E {
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      } else if (failure instanceof Error error) {
        throw error;
      } else if (failure != null) {
        throw (E) failure;
      }
      return result;
    }
  }
}
