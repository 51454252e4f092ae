package dev.prefork.internal.codec;

import java.io.IOException;
import java.io.Serial;

/** What arrived is not a message: one line that says what is wrong, and at which byte. */
public final class MalformedMessageException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int offset;
  private final boolean costly;

  public MalformedMessageException(int offset, String problem) {
    this(offset, problem, false);
  }

  public MalformedMessageException(int offset, String problem, boolean costly) {
    super("malformed message at byte " + offset + ": " + problem);
    this.offset = offset;
    this.costly = costly;
  }

  /** True if reading it would take a time, or memory, that no message of {@code encode} takes. */
  public boolean isCostly() {
    return costly;
  }

  /** How many bytes of the message could be read, counted from its first. */
  public int offset() {
    return offset;
  }
}
