package dev.prefork.internal.http;

import dev.prefork.model.StayReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One side of the connection: its message under way, from the first line to the end of the body.
 */
abstract sealed class Message permits RequestSide, ResponseSide {
  /** How many bytes a head, or the trailers of a body, may have. */
  static final int MAX_HEAD = 64 * 1024;

  private enum State {
    IDLE,
    FIRST_LINE,
    FIELDS,
    BODY,
    COMPLETE
  }

  private final Line line = new Line();
  private State state = State.IDLE;
  private @Nullable StayReason problem;

  final Fields fields = new Fields();
  final Body body = new Body(line);

  /** Gets the first byte of a message; returns a reason not to read it. */
  abstract @Nullable StayReason begin(byte first);

  /** Reads the first line; returns a reason not to read on. */
  abstract @Nullable StayReason readFirstLine(Line line);

  /** Begins the body; returns a reason not to read it. */
  abstract @Nullable StayReason endHead();

  /** Returns true if the head that was read announces another head. */
  abstract boolean isInterim();

  /** Returns true if a byte of the message was seen. */
  final boolean isBegun() {
    return state != State.IDLE;
  }

  /** Returns true if the head is complete; the body may not be. */
  final boolean isHeadComplete() {
    return state == State.BODY || state == State.COMPLETE;
  }

  final boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Returns why the connection stays, or null. */
  final @Nullable StayReason problem() {
    return problem;
  }

  /** Forgets the message. */
  final void clear() {
    state = State.IDLE;
  }

  /** Takes bytes up to the end of the message, and returns the position after them. */
  final int take(ByteBuffer in, int from) {
    int at = from;
    while (at < in.limit() && problem == null && state != State.COMPLETE) {
      at = takePart(in, at);
    }
    return at;
  }

  private int takePart(ByteBuffer in, int from) {
    return switch (state) {
      case IDLE -> takeFirst(in, from);
      case FIRST_LINE, FIELDS -> takeLine(in, from);
      case BODY -> takeBody(in, from);
      case COMPLETE -> from;
    };
  }

  /** Looks at the first byte, which the first line takes. */
  private int takeFirst(ByteBuffer in, int from) {
    problem = begin(in.get(from));
    state = State.FIRST_LINE;
    fields.clear();
    line.begin(MAX_HEAD);
    return from;
  }

  private int takeLine(ByteBuffer in, int from) {
    int at = line.take(in, from);
    if (line.isComplete()) {
      problem = state == State.FIRST_LINE ? firstLine() : field();
    } else if (line.isInvalid()) {
      problem =
          state == State.FIRST_LINE && line.hasForbiddenByte()
              ? StayReason.PROTOCOL
              : StayReason.FRAMING;
    }
    return at;
  }

  private @Nullable StayReason firstLine() {
    @Nullable StayReason reason = readFirstLine(line);
    state = State.FIELDS;
    line.next();
    return reason;
  }

  private @Nullable StayReason field() {
    if (line.length() == 0) {
      return head();
    }
    boolean valid = fields.add(line);
    line.next();
    return valid ? null : StayReason.FRAMING;
  }

  private @Nullable StayReason head() {
    @Nullable StayReason reason = endHead();
    state = isInterim() ? State.IDLE : body.isComplete() ? State.COMPLETE : State.BODY;
    return reason;
  }

  private int takeBody(ByteBuffer in, int from) {
    int at = body.take(in, from);
    if (body.isComplete()) {
      state = State.COMPLETE;
    } else if (body.isInvalid()) {
      problem = StayReason.FRAMING;
    }
    return at;
  }
}
