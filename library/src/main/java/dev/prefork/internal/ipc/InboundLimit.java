package dev.prefork.internal.ipc;

/** How many messages may wait for an application's listeners, on either side. */
public final class InboundLimit {
  /** In bytes of memory; beyond it the channel is not read on. */
  public static final long MAX_BYTES = 16 << 20;

  /** What a message takes beside its body. */
  private static final int OVERHEAD = 100;

  /** What a descriptor counts for: so there are 64 at most, and a process has some thousand. */
  private static final int DESCRIPTOR = 256 << 10;

  private InboundLimit() {}

  /** What a message takes. */
  public static long size(Frame message) {
    long attached = message.descriptor() == null ? 0 : DESCRIPTOR;
    return message.body().length + attached + OVERHEAD;
  }
}
