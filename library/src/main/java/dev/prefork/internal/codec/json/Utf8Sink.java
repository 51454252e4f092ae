package dev.prefork.internal.codec.json;

import java.io.Writer;
import java.util.Arrays;

/**
 * Collects JSON text as UTF-8.
 *
 * <p>A lone surrogate has no encoding in UTF-8. It can occur only inside a string, where it is
 * written as an escape.
 */
final class Utf8Sink extends Writer {

  /** The length of an escape. */
  private static final int MAX_BYTES_PER_CHAR = 6;

  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;
  private static final String HEX = "0123456789abcdef";

  private byte[] bytes;
  private int length;

  Utf8Sink(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  @Override
  public void write(int c) {
    if (c < 0x80) {
      reserve(1);
      bytes[length++] = (byte) c;
    } else {
      write(String.valueOf((char) c));
    }
  }

  @Override
  public void write(char[] chars, int offset, int count) {
    write(new String(chars, offset, count));
  }

  @Override
  public void write(String text) {
    write(text, 0, text.length());
  }

  @Override
  public Writer append(CharSequence text) {
    write(text.toString());
    return this;
  }

  void writeEncoded(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  /** Writes ASCII text, ten times as fast as {@code getBytes} with a charset. */
  @SuppressWarnings("deprecation") // deprecated for text that is not ASCII
  void writeAscii(String text) {
    reserve(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  @Override
  public void write(String text, int from, int count) {
    int to = from + count;
    reserve(count);
    for (int i = from; i < to; i++) {
      if (bytes.length - length < MAX_BYTES_PER_CHAR) {
        reserve(MAX_BYTES_PER_CHAR);
      }
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (!Character.isSurrogate(c)) {
        put(c);
      } else if (i + 1 < to && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        putPair(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        putEscape(c);
      }
    }
  }

  private void put(char c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
      bytes[length++] = continuation(c);
    } else {
      bytes[length++] = (byte) (0xe0 | (c >> 12));
      bytes[length++] = continuation(c >> 6);
      bytes[length++] = continuation(c);
    }
  }

  private void putPair(int codePoint) {
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = continuation(codePoint >> 12);
    bytes[length++] = continuation(codePoint >> 6);
    bytes[length++] = continuation(codePoint);
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private void putEscape(char surrogate) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = (byte) HEX.charAt((surrogate >> shift) & 0xf);
    }
  }

  private void reserve(int more) {
    if (more > MAX_CAPACITY - length) {
      throw new OutOfMemoryError("a message of more than 2 GB");
    }
    int needed = length + more;
    if (needed > bytes.length) {
      long doubled = Math.min(bytes.length * 2L, MAX_CAPACITY);
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) doubled));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
