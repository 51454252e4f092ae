package dev.prefork.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Runs a task on a new thread and waits for its end, even if the calling thread is interrupted. */
public final class ThreadCall {
  private ThreadCall() {}

  /** A task with a result and a checked exception. */
  public interface Task<T extends @Nullable Object, E extends Exception> {
    /** Runs the task; called once. */
    T run() throws E;
  }

  /** Runs the task on a thread of the builder and returns its result. */
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

    @SuppressWarnings({
      "unchecked",
      "NullAway"
    }) // get() is called after run(), so there is a result or a failure
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
