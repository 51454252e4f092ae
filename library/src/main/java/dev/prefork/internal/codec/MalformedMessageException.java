package dev.prefork.internal.codec;

import java.io.IOException;
import java.io.Serial;

/** Thrown if received bytes are not a valid message. The message is one line with the offset. */
public final class MalformedMessageException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int offset;
  private final boolean costly;

  /** Reports an error at a byte. */
  public MalformedMessageException(int offset, String problem) {
    this(offset, problem, false);
  }

  /** Reports an error at a byte; {@link #isCostly} returns the last argument. */
  public MalformedMessageException(int offset, String problem, boolean costly) {
    super("malformed message at byte " + offset + ": " + problem);
    this.offset = offset;
    this.costly = costly;
  }

  /** Returns true if reading would take more time or memory than any message of {@code encode}. */
  public boolean isCostly() {
    return costly;
  }

  /** Returns the number of bytes before the error. */
  public int offset() {
    return offset;
  }
}
