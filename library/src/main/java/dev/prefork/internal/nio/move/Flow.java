package dev.prefork.internal.nio.move;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.StreamIo;
import java.nio.ByteBuffer;

/**
 * Passes the bytes of one direction on. Bytes that the gate does not admit, or for which the
 * receiver has no room, stay unread in the kernel, so nothing is ever held here.
 */
final class Flow {
  private final Fd from;
  private final Fd to;
  private final StreamIo io;
  private final Gate gate;

  /** Bytes at the front that are admitted, but for which the receiver had no room. */
  private int admitted;

  private boolean ended;
  private boolean full;
  private boolean held;

  /** Decides which bytes pass. */
  @FunctionalInterface
  interface Gate {
    /** Returns how many of the bytes pass now, from 0 to all; sees each byte that passes once. */
    int admit(ByteBuffer bytes);
  }

  Flow(Fd from, Fd to, StreamIo io, Gate gate) {
    this.from = from;
    this.to = to;
    this.io = io;
    this.gate = gate;
  }

  /**
   * Passes on what has come.
   *
   * @return false if nothing passed
   */
  boolean pass() throws ErrnoException {
    full = false;
    held = false;
    if (ended) {
      return false;
    }
    int count = io.peek(from);
    if (count == StreamIo.END) {
      ended = true;
      io.endOutput(to);
      return true;
    }
    return count > 0 && pass(count);
  }

  private boolean pass(int count) throws ErrnoException {
    if (admitted < count) {
      admitted += gate.admit(io.peeked(count, admitted));
    }
    held = admitted == 0;
    if (held) {
      return false;
    }
    int sent = io.pass(from, to, admitted);
    admitted -= sent;
    full = admitted > 0;
    return sent > 0;
  }

  /** Offers bytes to the gate again that it did not admit. */
  void release() {
    held = false;
  }

  /** Returns whether the sender has ended this direction. */
  boolean isEnded() {
    return ended;
  }

  /** Returns whether bytes are admitted that have not been passed on. */
  boolean isFull() {
    return full;
  }

  /** Returns whether to wait for bytes of the sender. */
  boolean wantsBytes() {
    return !ended && !full && !held;
  }
}
