package dev.prefork.ipc;

import java.io.IOException;
import java.io.Serial;

/** What arrived is not a message: one line that says what is wrong, and at which byte. */
public final class MalformedMessageException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int offset;

  MalformedMessageException(int offset, String problem) {
    super("malformed message at byte " + offset + ": " + problem);
    this.offset = offset;
  }

  /** How many bytes of the message could be read, counted from its first. */
  public int offset() {
    return offset;
  }
}
