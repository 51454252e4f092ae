package dev.prefork.internal.codec.json;

import java.util.Arrays;

/**
 * Finds long text that is the same inside quotes as it is, at several gigabytes a second.
 *
 * <p>The loops go from chars to chars without a branch, because that is a form which the compiler
 * turns into vector instructions: the highest bit of each result is set if the char is of the kind
 * looked for.
 */
final class PlainText {

  /** Stays in the first-level cache, and text with escapes is found out early. */
  private static final int BLOCK = 1024;

  private static final int FOUND = 0x8000;
  private static final int MARK = 0x80;
  private static final char[] NONE_FOUND = new char[BLOCK];
  private static final byte[] NONE_MARKED = new byte[BLOCK];

  private PlainText() {}

  /** Whether all is ASCII, and nothing of it needs an escape. */
  static boolean isAscii(String text) {
    char[] chars = new char[Math.min(BLOCK, text.length())];
    char[] found = new char[chars.length];
    for (int from = 0; from < text.length(); from += chars.length) {
      int count = Math.min(chars.length, text.length() - from);
      text.getChars(from, from + count, chars, 0);
      markBeyondAscii(chars, found, count);
      if (Arrays.mismatch(found, 0, count, NONE_FOUND, 0, count) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The same of bytes, each of which is a char. */
  static boolean isAscii(byte[] text, int offset, int length) {
    byte[] block = new byte[Math.min(BLOCK, length)]; // the compiler is lost in a longer array
    byte[] marks = new byte[block.length];
    for (int from = offset; from < offset + length; from += block.length) {
      int count = Math.min(block.length, offset + length - from);
      System.arraycopy(text, from, block, 0, count);
      markBeyondAscii(block, marks, count);
      if (Arrays.mismatch(marks, 0, count, NONE_MARKED, 0, count) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing needs an escape, and each char has UTF-8 by itself: no surrogates. */
  static boolean isUnescaped(String text) {
    char[] chars = new char[Math.min(BLOCK, text.length())];
    char[] found = new char[chars.length];
    for (int from = 0; from < text.length(); from += chars.length) {
      int count = Math.min(chars.length, text.length() - from);
      text.getChars(from, from + count, chars, 0);
      markEscaped(chars, found, count);
      if (Arrays.mismatch(found, 0, count, NONE_FOUND, 0, count) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static void markBeyondAscii(char[] chars, char[] found, int count) {
    for (int i = 0; i < count; i++) {
      int c = chars[i];
      int beyond = c | (0x7f - c);
      found[i] = (char) ((beyond | (c - ' ') | ((c ^ '"') - 1) | ((c ^ '\\') - 1)) & FOUND);
    }
  }

  private static void markBeyondAscii(byte[] text, byte[] marks, int count) {
    for (int i = 0; i < count; i++) {
      int c = text[i];
      marks[i] = (byte) ((c | (c - ' ') | ((c ^ '"') - 1) | ((c ^ '\\') - 1)) & MARK);
    }
  }

  private static void markEscaped(char[] chars, char[] found, int count) {
    for (int i = 0; i < count; i++) {
      int c = chars[i];
      int escaped = ((c - ' ') | ((c ^ '"') - 1) | ((c ^ '\\') - 1)) & ~c;
      int block = (c & 0xf800) ^ 0xd800;
      found[i] = (char) ((escaped | ((block - 1) & ~block)) & FOUND);
    }
  }
}
