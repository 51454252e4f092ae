package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.DrainState;

/** Ends a worker whose channel has closed. */
final class OrphanExit {
  /**
   * The time for shutdown hooks before threads that wait inside a bind are released: a framework's
   * hook may wait for the thread that starts its server.
   */
  static final long TIMEOUT_MILLIS = 2000;

  private static volatile boolean begun;

  private OrphanExit() {}

  /** Loads this class early, in case the jar is replaced while the program runs. */
  static void prepare() {
    boolean _ = DrainState.isAccepting(); // loads that class, too
  }

  /**
   * Exits the process with its shutdown hooks. Halts it if the hooks exceed their time or no memory
   * is left to run them. Does not return.
   *
   * @param hooksMillis the time limit of the hooks, in ms
   */
  static void exit(int code, long hooksMillis) {
    begun = true;
    try {
      Thread.ofPlatform()
          .daemon()
          .name("prefork-watchdog")
          .start(() -> haltAfter(hooksMillis, code));
      System.exit(code);
    } catch (Throwable noMemory) {
      Runtime.getRuntime().halt(code);
    }
  }

  /** {@return true once Prefork has begun to end the process} */
  static boolean isBegun() {
    return begun;
  }

  private static void haltAfter(long millis, int code) {
    long beforeRelease = Math.min(millis, TIMEOUT_MILLIS);
    try {
      Thread.sleep(beforeRelease);
      DrainState.release();
      Thread.sleep(millis - beforeRelease);
    } catch (InterruptedException e) {
      // no code has a reference to this thread; halt early if one was found
    }
    Runtime.getRuntime().halt(code);
  }
}
