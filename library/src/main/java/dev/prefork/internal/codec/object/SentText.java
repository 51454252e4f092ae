package dev.prefork.internal.codec.object;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a stream for a long string, which the JDK would write and read char by char: arrays it
 * copies.
 *
 * @param narrow its chars if all are below 256, else empty
 * @param wide its chars if not
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares it
record SentText(byte @Nullable [] narrow, char @Nullable [] wide) implements Serializable {

  /** From here on it pays: below it an object more costs more. */
  static final int MIN_LENGTH = 8 * 1024;

  @Serial private static final long serialVersionUID = 1L;

  static SentText of(String text) {
    byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1); // what has none becomes another
    return text.equals(new String(narrow, StandardCharsets.ISO_8859_1))
        ? new SentText(narrow, new char[0])
        : new SentText(new byte[0], text.toCharArray());
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    if (narrow == null || wide == null) {
      throw new InvalidObjectException("a long string without its characters");
    }
    return wide.length > 0 ? new String(wide) : new String(narrow, StandardCharsets.ISO_8859_1);
  }
}
