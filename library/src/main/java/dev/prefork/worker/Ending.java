package dev.prefork.worker;

/** The end of a worker whose primary is gone, or has let it go. */
final class Ending {
  private Ending() {}

  /** Loads this class while it can be: who replaces the jar of a running program takes it away. */
  static void prepare() {
    // being called is enough
  }

  /**
   * Ends the process with its shutdown hooks; without them if they hang, or if there is no memory
   * left to run them. Does not return.
   *
   * @param hooksMillis what the hooks may take
   */
  static void exit(int code, long hooksMillis) {
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

  private static void haltAfter(long millis, int code) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // nobody has a reference to this thread; halting early is right if somebody found one
    }
    Runtime.getRuntime().halt(code);
  }
}
