package dev.prefork.internal.codec.json;

import dev.prefork.internal.codec.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** UTF-8 to text at the speed of {@code new String}, but without its silent repairs. */
final class StrictUtf8 {

  private static final char REPAIRED = '\ufffd';

  private StrictUtf8() {}

  static String decode(byte[] bytes, int offset, int length) throws MalformedMessageException {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPAIRED) >= 0) {
      check(ByteBuffer.wrap(bytes, offset, length).slice());
    }
    return text;
  }

  private static void check(ByteBuffer bytes) throws MalformedMessageException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(1024);
    while (decoder.decode(bytes, chars.clear(), true).isOverflow()) {
      // Only whether it fails matters.
    }
    if (bytes.hasRemaining()) {
      throw new MalformedMessageException(bytes.position(), "not UTF-8");
    }
  }
}
