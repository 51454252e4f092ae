package dev.prefork.internal.nio.connections;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Tells when this worker has room for a connection again. A channel of the JDK's tells nobody that
 * it is closed; so while the worker is full a thread looks.
 */
public final class CapacityWatch implements Runnable {
  private static final int LOOK_MILLIS = 5;

  private static final Queue<Runnable> WAITING = new ArrayDeque<>();

  private CapacityWatch() {}

  /** This is to be run when there is room, by a thread of its own. */
  public static void await(Runnable told) {
    synchronized (WAITING) {
      if (WAITING.isEmpty()) {
        Thread thread = new Thread(new CapacityWatch(), "prefork-room");
        thread.setDaemon(true);
        thread.start();
      }
      WAITING.add(told);
    }
  }

  @Override
  public void run() {
    try {
      while (lookAgain()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows this thread
    }
  }

  /** Each is told of a place of its own, as each will get a connection for it. */
  private static boolean lookAgain() {
    synchronized (WAITING) {
      for (int free = OpenConnections.room(); free > 0 && !WAITING.isEmpty(); free--) {
        WAITING.remove().run();
      }
      return !WAITING.isEmpty();
    }
  }
}
