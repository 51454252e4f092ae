package dev.prefork.internal.ipc;

import java.io.IOException;

/**
 * The other end sent something that is no frame, or none that is allowed here. The channel it came
 * on is closed.
 */
public final class BadFrameException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what came. */
  public BadFrameException(String message) {
    super(message);
  }
}
