package dev.prefork.internal.codec.json;

import dev.prefork.internal.codec.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 at the speed of {@code new String}, but rejects malformed input. */
final class StrictUtf8 {

  private static final char REPLACEMENT = '\ufffd';

  private StrictUtf8() {}

  static String decode(byte[] bytes, int offset, int length) throws MalformedMessageException {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      check(ByteBuffer.wrap(bytes, offset, length).slice());
    }
    return text;
  }

  private static void check(ByteBuffer bytes) throws MalformedMessageException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(1024);
    while (decoder.decode(bytes, chars.clear(), true).isOverflow()) {
      // The decoded text is not needed.
    }
    if (bytes.hasRemaining()) {
      throw new MalformedMessageException(bytes.position(), "not UTF-8");
    }
  }
}
