package dev.prefork.internal.ipc;

import java.io.IOException;

/** Thrown if the peer sends a malformed frame, or one not allowed here. Its channel is closed. */
public final class BadFrameException extends IOException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with a message that describes the frame. */
  public BadFrameException(String message) {
    super(message);
  }
}
