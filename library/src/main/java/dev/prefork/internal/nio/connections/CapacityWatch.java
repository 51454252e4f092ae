package dev.prefork.internal.nio.connections;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Tells when this worker has room for a connection again. A channel of the JDK's tells nobody that
 * it is closed; so while the worker is full a thread looks.
 */
public final class CapacityWatch implements Runnable {
  private static final int POLL_MILLIS = 5;

  private static final Queue<Runnable> TASKS = new ArrayDeque<>();

  private CapacityWatch() {}

  /** This is to be run when there is room, by a thread of its own. */
  public static void whenAvailable(Runnable told) {
    synchronized (TASKS) {
      if (TASKS.isEmpty()) {
        Thread thread = new Thread(new CapacityWatch(), "prefork-room");
        thread.setDaemon(true);
        thread.start();
      }
      TASKS.add(told);
    }
  }

  @Override
  public void run() {
    try {
      while (runTasks()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }

  /** Each is told of a place of its own, as each will get a connection for it. */
  private static boolean runTasks() {
    synchronized (TASKS) {
      for (int free = OpenConnections.available(); free > 0 && !TASKS.isEmpty(); free--) {
        TASKS.remove().run();
      }
      return !TASKS.isEmpty();
    }
  }
}
