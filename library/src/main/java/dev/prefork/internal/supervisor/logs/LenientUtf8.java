package dev.prefork.internal.supervisor.logs;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Decodes bytes that should be UTF-8; invalid bytes become {@code \xff}. */
final class LenientUtf8 {
  private static final char REPLACEMENT = '\ufffd';

  private LenientUtf8() {}

  static String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : escape(ByteBuffer.wrap(bytes, from, to - from));
  }

  private static String escape(ByteBuffer bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports malformed bytes
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() * 4);
    CoderResult result = decoder.decode(bytes, chars, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        chars.put("\\x%02x".formatted(bytes.get()));
      }
      result = decoder.decode(bytes, chars, true);
    }
    return chars.flip().toString();
  }
}
