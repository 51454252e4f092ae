package dev.prefork.internal.sys;

/**
 * Gives back what a JVM needs only while it starts. Its compilers work with many megabytes of
 * malloc's and free them, not least for linking libc; glibc keeps them, some 8 MB, which is more
 * than all else of ours in a process that shall be small.
 */
final class MallocTrim implements Runnable {
  /**
   * When: after the start, and when what is called often is compiled. The JVM itself looks only
   * every five seconds for what it does not need any more.
   */
  private static final int[] SECONDS = {11, 110};

  private MallocTrim() {}

  /** Once per JVM. */
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
      // only glibc has it, and only glibc needs it
    }
  }
}
