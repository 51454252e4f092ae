package dev.prefork.internal.ipc;

/** Limits the memory of messages that wait for an application's listeners, on either side. */
public final class InboundLimit {
  /** Limit in bytes; beyond it, the channel is not read. */
  public static final long MAX_BYTES = 16 << 20;

  /** Bytes that a message takes beside its body. */
  private static final int OVERHEAD = 100;

  /** Bytes that a descriptor counts as, so that at most 64 of them wait. */
  private static final int DESCRIPTOR = 256 << 10;

  private InboundLimit() {}

  /** Returns the bytes that a message counts as. */
  public static long size(Frame message) {
    long attached = message.descriptor() == null ? 0 : DESCRIPTOR;
    return message.body().length + attached + OVERHEAD;
  }
}
