package dev.prefork.internal.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the bytes of one line, which only CRLF ends. */
final class Line {
  private static final int INITIAL_SIZE = 256;

  private enum State {
    OPEN,
    COMPLETE,
    /** CR or LF without the other. */
    BROKEN_END,
    /** A control character. */
    FORBIDDEN_BYTE,
    TOO_LONG
  }

  private byte[] bytes = new byte[INITIAL_SIZE];
  private int length;
  private int budget;
  private boolean afterCr;
  private State state = State.OPEN;

  /** Begins a line; it and the lines after it may have so many bytes in all. */
  void begin(int budget) {
    this.budget = budget;
    next();
  }

  /** Begins the next line within the same budget. */
  void next() {
    length = 0;
    afterCr = false;
    state = State.OPEN;
  }

  /** Takes bytes up to the end of the line, and returns the position after them. */
  int take(ByteBuffer in, int from) {
    int limit = (int) Math.min(in.limit(), (long) from + budget);
    int at = from;
    while (at < limit && state == State.OPEN) {
      at = takeText(in, at, limit);
      if (at < limit) {
        takeControl(in.get(at++));
      }
    }
    budget -= at - from;
    if (budget == 0 && state == State.OPEN) {
      state = State.TOO_LONG;
    }
    return at;
  }

  private int takeText(ByteBuffer in, int from, int limit) {
    if (afterCr) {
      return from;
    }
    int end = from;
    while (end < limit && Grammar.isText(in.get(end))) {
      end++;
    }
    append(in, from, end - from);
    return end;
  }

  private void append(ByteBuffer in, int from, int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
    in.get(from, bytes, length, count);
    length += count;
  }

  private void takeControl(byte b) {
    if (afterCr) {
      state = b == '\n' ? State.COMPLETE : State.BROKEN_END;
    } else if (b == '\r') {
      afterCr = true;
    } else {
      state = b == '\n' ? State.BROKEN_END : State.FORBIDDEN_BYTE;
    }
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Returns true if the line has a control character other than CR and LF. */
  boolean hasForbiddenByte() {
    return state == State.FORBIDDEN_BYTE;
  }

  /** Returns true if the line can never be valid. */
  boolean isInvalid() {
    return state != State.OPEN && state != State.COMPLETE;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** Returns true if a part of the line is this text. */
  boolean is(int from, int to, String text) {
    return to - from == text.length() && startsWith(from, text);
  }

  /** Returns true if the line continues with this text. */
  boolean startsWith(int from, String text) {
    if (length - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns true if a part of the line is this lower-case text in any case. */
  boolean isAnyCase(int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[from + i]) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  /** Returns the position of the first byte that is no part of a token. */
  int endOfToken(int from) {
    int at = from;
    while (at < length && Grammar.isToken(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Returns the position of the first byte that is neither SP nor HTAB. */
  int skipBlanks(int from) {
    int at = from;
    while (at < length && Grammar.isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Returns the position after the last byte that is neither SP nor HTAB. */
  int trimBlanks(int from, int to) {
    int end = to;
    while (end > from && Grammar.isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }
}
