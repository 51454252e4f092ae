package dev.prefork.internal.http;

import dev.prefork.model.StayReason;
import org.jspecify.annotations.Nullable;

/** Reads the client's requests, one after the other. */
final class RequestSide extends Message {
  /** The types of TLS records, from a change of the cipher to application data. */
  private static final byte FIRST_TLS_RECORD = 0x14;

  private static final byte LAST_TLS_RECORD = 0x17;

  /** The first byte of the greeting that old TLS clients send. */
  private static final byte SSL2_HELLO = (byte) 0x80;

  private boolean isHead;
  private boolean isVersion10;

  @Override
  @Nullable StayReason begin(byte first) {
    boolean isTls = first >= FIRST_TLS_RECORD && first <= LAST_TLS_RECORD;
    return isTls || first == SSL2_HELLO ? StayReason.TLS : null;
  }

  @Override
  @Nullable StayReason readFirstLine(Line line) {
    int method = line.endOfToken(0);
    int target = endOfTarget(line, method + 1);
    if (line.is(0, line.length(), "PRI * HTTP/2.0")) {
      return StayReason.HTTP2;
    }
    if (method == 0 || !isSpace(line, method) || target == method + 1 || !isSpace(line, target)) {
      return StayReason.PROTOCOL;
    }
    return readVersion(line, target + 1) ? readMethod(line, method) : StayReason.PROTOCOL;
  }

  private static int endOfTarget(Line line, int from) {
    int at = from;
    while (at < line.length() && Grammar.isVisible(line.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(Line line, int at) {
    return at < line.length() && line.at(at) == ' ';
  }

  private boolean readVersion(Line line, int from) {
    isVersion10 = line.is(from, line.length(), "HTTP/1.0");
    return isVersion10 || line.is(from, line.length(), "HTTP/1.1");
  }

  /** A server that ignores case would read the two methods that change the framing differently. */
  private @Nullable StayReason readMethod(Line line, int end) {
    isHead = line.is(0, end, "HEAD");
    if (line.is(0, end, "CONNECT")) {
      return StayReason.CONNECT;
    }
    boolean isOddHead = !isHead && line.isAnyCase(0, end, "head");
    return isOddHead || line.isAnyCase(0, end, "connect") ? StayReason.FRAMING : null;
  }

  @Override
  @Nullable StayReason endHead() {
    if (isVersion10 ? fields.isChunked() : !fields.hasHost()) {
      return StayReason.FRAMING;
    }
    if (fields.isChunked()) {
      body.beginChunked();
    } else {
      body.begin(fields.contentLength());
    }
    return null;
  }

  @Override
  boolean isInterim() {
    return false;
  }

  boolean isHead() {
    return isHead;
  }

  boolean isVersion10() {
    return isVersion10;
  }
}
