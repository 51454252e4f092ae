package dev.prefork.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Does something on a thread of its own, and returns when it is done, whatever interrupts come. */
public final class ThreadCall {
  private ThreadCall() {}

  /** What is to be done, and what it may throw. */
  public interface Task<T extends @Nullable Object, E extends Exception> {
    /** Called once. */
    T run() throws E;
  }

  /** Does it on the next thread of that kind. */
  public static <T extends @Nullable Object, E extends Exception> T call(
      Thread.Builder kind, Task<T, E> task) throws E {
    Outcome<T, E> outcome = new Outcome<>(task);
    join(kind.start(outcome));
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
