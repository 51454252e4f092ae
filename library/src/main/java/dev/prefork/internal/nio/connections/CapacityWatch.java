package dev.prefork.internal.nio.connections;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Runs tasks when the worker is below its {@link ConnectionLimit} again. The JDK does not report
 * that a channel was closed, so a thread polls while the worker is full.
 */
public final class CapacityWatch implements Runnable {
  private static final int POLL_MILLIS = 5;

  private static final Queue<Runnable> TASKS = new ArrayDeque<>();

  private CapacityWatch() {}

  /** Runs a task, once, on a thread of this class when capacity for a connection is free. */
  public static void whenAvailable(Runnable task) {
    synchronized (TASKS) {
      if (TASKS.isEmpty()) {
        Thread thread = new Thread(new CapacityWatch(), "prefork-capacity");
        thread.setDaemon(true);
        thread.start();
      }
      TASKS.add(task);
    }
  }

  @Override
  public void run() {
    try {
      while (runTasks()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no other code has this thread to interrupt it
    }
  }

  /**
   * Runs at most one task for each free connection, because each task leads to a new connection.
   */
  private static boolean runTasks() {
    synchronized (TASKS) {
      for (int free = OpenConnections.available(); free > 0 && !TASKS.isEmpty(); free--) {
        TASKS.remove().run();
      }
      return !TASKS.isEmpty();
    }
  }
}
