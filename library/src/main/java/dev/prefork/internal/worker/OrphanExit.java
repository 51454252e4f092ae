package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.DrainState;

/** The end of a worker whose primary is gone, or has let it go. */
final class OrphanExit {
  /**
   * What hooks may take before threads are let go that wait inside a bind: one of a framework may
   * wait for the thread that starts it.
   */
  static final long TIMEOUT_MILLIS = 2000;

  private static volatile boolean begun;

  private OrphanExit() {}

  /** Loads this class while it can be: who replaces the jar of a running program takes it away. */
  static void prepare() {
    boolean _ = DrainState.isAccepting(); // its class is needed, too
  }

  /**
   * Ends the process with its shutdown hooks; without them if they hang, or if there is no memory
   * left to run them. Does not return.
   *
   * @param hooksMillis what the hooks may take
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

  /** True once the process ends because Prefork wants it. */
  static boolean isBegun() {
    return begun;
  }

  private static void haltAfter(long millis, int code) {
    long patience = Math.min(millis, TIMEOUT_MILLIS);
    try {
      Thread.sleep(patience);
      DrainState.release();
      Thread.sleep(millis - patience);
    } catch (InterruptedException e) {
      // nobody has a reference to this thread; halting early is right if somebody found one
    }
    Runtime.getRuntime().halt(code);
  }
}
