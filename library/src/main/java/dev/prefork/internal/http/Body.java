package dev.prefork.internal.http;

import java.nio.ByteBuffer;

/** Counts the bytes of one body, of a given length or chunked. */
final class Body {
  /** Eight digits and CRLF: some parsers read the rest of a larger number only. */
  private static final int MAX_SIZE_LINE = 10;

  private static final int CRLF = 2;

  private enum State {
    DATA,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILERS,
    COMPLETE,
    INVALID
  }

  private final Line line;
  private State state = State.COMPLETE;
  private long left;

  Body(Line line) {
    this.line = line;
  }

  /** Begins a body of so many bytes. */
  void begin(long length) {
    left = length;
    state = length == 0 ? State.COMPLETE : State.DATA;
  }

  /** Begins a chunked body. */
  void beginChunked() {
    expectLine(State.CHUNK_SIZE, MAX_SIZE_LINE);
  }

  private void expectLine(State next, int budget) {
    state = next;
    line.begin(budget);
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Returns true if two parsers could read the chunks differently. */
  boolean isInvalid() {
    return state == State.INVALID;
  }

  /** Takes bytes up to the end of the body or of one of its parts; returns the position after. */
  int take(ByteBuffer in, int from) {
    if (state == State.DATA || state == State.CHUNK_DATA) {
      return takeData(in, from);
    }
    int at = line.take(in, from);
    if (line.isComplete()) {
      endLine();
    } else if (line.isInvalid()) {
      state = State.INVALID;
    }
    return at;
  }

  private int takeData(ByteBuffer in, int from) {
    int taken = (int) Math.min(left, in.limit() - from);
    left -= taken;
    if (left == 0) {
      endData();
    }
    return from + taken;
  }

  private void endData() {
    if (state == State.DATA) {
      state = State.COMPLETE;
    } else {
      expectLine(State.CHUNK_END, CRLF);
    }
  }

  private void endLine() {
    switch (state) {
      case CHUNK_SIZE -> beginChunk();
      case CHUNK_END -> beginChunked();
      case TRAILERS -> addTrailer();
      case DATA, CHUNK_DATA, COMPLETE, INVALID -> throw new IllegalStateException("" + state);
    }
  }

  private void beginChunk() {
    left = 0;
    boolean valid = line.length() > 0;
    for (int i = 0; valid && i < line.length(); i++) {
      int digit = Character.digit(line.at(i), 16);
      valid = digit >= 0;
      left = 16 * left + digit;
    }
    if (!valid || left > Integer.MAX_VALUE) {
      state = State.INVALID;
    } else if (left > 0) {
      state = State.CHUNK_DATA;
    } else {
      expectLine(State.TRAILERS, Message.MAX_HEAD);
    }
  }

  private void addTrailer() {
    int end = FieldName.lengthIn(line);
    if (line.length() == 0) {
      state = State.COMPLETE;
    } else if (end > 0 && FieldName.of(line, end) == FieldName.OTHER) {
      line.next();
    } else {
      state = State.INVALID;
    }
  }
}
