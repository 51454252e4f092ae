package dev.prefork.internal.sys;

/**
 * Returns freed memory to the operating system after startup. The JIT compilers free much memory
 * after startup, but glibc keeps about 8 MB of it, more than the rest of the library uses.
 */
final class MallocTrim implements Runnable {
  /**
   * The times of trimming: after startup, and after hot methods are compiled. The JVM itself frees
   * memory only every five seconds.
   */
  private static final int[] SECONDS = {11, 110};

  private MallocTrim() {}

  /** Starts the thread that trims. Called once per JVM. */
  static void startTrimming() {
    Thread thread = new Thread(new MallocTrim(), "prefork-trim");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    Libc libc = new Libc();
    try {
      int past = 0;
      for (int at : SECONDS) {
        Thread.sleep((at - past) * 1000L);
        past = at;
        int _ = libc.mallocTrim(0);
      }
    } catch (InterruptedException | UnsupportedOperationException e) {
      // other libcs have no malloc_trim and do not need it
    }
  }
}
