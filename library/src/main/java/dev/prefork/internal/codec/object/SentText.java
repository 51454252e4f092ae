package dev.prefork.internal.codec.object;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a long string in a stream by an array. The JDK copies arrays, but writes and reads
 * strings char by char.
 *
 * @param narrow the chars if all are below 256, otherwise empty
 * @param wide the chars if not all are below 256, otherwise empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SentText(byte @Nullable [] narrow, char @Nullable [] wide) implements Serializable {

  /** For shorter strings, the additional object costs more than it saves. */
  static final int MIN_LENGTH = 8 * 1024;

  @Serial private static final long serialVersionUID = 1L;

  static SentText of(String text) {
    byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1); // replaces other chars by '?'
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
