package dev.prefork.ipc;

/** How many messages may wait for an application's listeners, on either side. */
public final class Unheard {
  /** In bytes of memory; beyond it the channel is not read on. */
  public static final long MOST = 16 << 20;

  /** What a message takes beside its body. */
  private static final int OVERHEAD = 100;

  private Unheard() {}

  /** What a message takes. */
  public static long size(Frame message) {
    return (long) message.body().length + OVERHEAD;
  }
}
