package dev.prefork.internal.supervisor.logs;

import java.io.IOException;
import java.io.InputStream;

/** Splits a stream into lines, and long lines into pieces. */
final class LineSplitter {
  /** The same limit as that of Docker's loggers. */
  static final int LONGEST = 16 << 10;

  /** Takes a line without its line break. The buffer is reused after the call. */
  interface Lines {
    void accept(byte[] bytes, int from, int to);
  }

  private final InputStream in;
  private final Lines lines;
  private final byte[] buffer = new byte[LONGEST];
  private int filled;

  LineSplitter(InputStream in, Lines lines) {
    this.in = in;
    this.lines = lines;
  }

  /** Reads to the end of the stream. Text after the last line break is a line, too. */
  void readAll() {
    while (read()) {
      // until the end of the stream
    }
    if (filled > 0) {
      lines.accept(buffer, 0, filled);
      filled = 0;
    }
  }

  private boolean read() {
    try {
      int read = in.read(buffer, filled, LONGEST - filled);
      if (read < 0) {
        return false;
      }
      split(filled, filled + read);
      return true;
    } catch (IOException e) {
      return false; // another thread closed the stream
    }
  }

  private void split(int from, int to) {
    int start = 0;
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        lines.accept(buffer, start, i);
        start = i + 1;
      }
    }
    filled = to;
    if (start == 0 && to == LONGEST) {
      start = wholeCharacters(to);
      lines.accept(buffer, 0, start);
    }
    discard(start);
  }

  private void discard(int count) {
    filled -= count;
    System.arraycopy(buffer, count, buffer, 0, filled);
  }

  /** Returns where to split so that no UTF-8 sequence is split, if these bytes are UTF-8. */
  private int wholeCharacters(int end) {
    for (int start = end - 1; start >= end - 4; start--) {
      int lead = buffer[start] & 0xff;
      if (lead >= 0xc0) {
        return start + sequenceLength(lead) > end ? start : end;
      }
      if (lead < 0x80) {
        return end;
      }
    }
    return end;
  }

  private static int sequenceLength(int lead) {
    if (lead >= 0xf0) {
      return 4;
    }
    return lead >= 0xe0 ? 3 : 2;
  }
}
