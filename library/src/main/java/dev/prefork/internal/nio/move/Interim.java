package dev.prefork.internal.nio.move;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Recognizes the beginning of an interim response, such as {@code 100 Continue}. */
final class Interim {
  private static final byte[] START = "HTTP/1.1 1".getBytes(StandardCharsets.US_ASCII);

  private Interim() {}

  /** Returns whether the bytes begin with an interim response, or are too short to tell. */
  static boolean isPossible(ByteBuffer bytes) {
    int length = Math.min(START.length, bytes.remaining());
    for (int i = 0; i < length; i++) {
      if (bytes.get(bytes.position() + i) != START[i]) {
        return false;
      }
    }
    return true;
  }
}
