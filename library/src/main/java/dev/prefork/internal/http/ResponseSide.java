package dev.prefork.internal.http;

import dev.prefork.model.StayReason;
import org.jspecify.annotations.Nullable;

/** Reads the server's responses, each of which answers the request under way. */
final class ResponseSide extends Message {
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_AT + 3;

  private final RequestSide request;
  private boolean isBeforeHead;
  private boolean isBeforeEnd;
  private boolean isVersion10;
  private int status;

  ResponseSide(RequestSide request) {
    this.request = request;
  }

  @Override
  @Nullable StayReason begin(byte first) {
    isBeforeHead = !request.isHeadComplete();
    isBeforeEnd = !request.isComplete();
    return request.isBegun() ? null : StayReason.PROTOCOL;
  }

  @Override
  @Nullable StayReason readFirstLine(Line line) {
    isVersion10 = line.startsWith(0, "HTTP/1.0 ");
    boolean isHttp = isVersion10 || line.startsWith(0, "HTTP/1.1 ");
    if (!isHttp || !readStatus(line)) {
      return StayReason.PROTOCOL;
    }
    if (isInterim()) {
      return isBeforeHead ? StayReason.PROTOCOL : status == 101 ? StayReason.UPGRADE : null;
    }
    return isBeforeEnd ? StayReason.BODY : null;
  }

  /** Reads three digits that end the line, or that SP separates from the reason. */
  private boolean readStatus(Line line) {
    int length = line.length();
    if (length < STATUS_END || (length > STATUS_END && line.at(STATUS_END) != ' ')) {
      return false;
    }
    status = 0;
    for (int at = STATUS_AT; at < STATUS_END; at++) {
      if (!Grammar.isDigit(line.at(at))) {
        return false;
      }
      status = 10 * status + line.at(at) - '0';
    }
    return status >= 100 && status <= 599 && isReason(line, STATUS_END);
  }

  /** RFC 9112 allows other bytes as well, which some clients refuse. */
  private static boolean isReason(Line line, int from) {
    int at = from;
    while (at < line.length() && (line.at(at) == ' ' || Grammar.isVisible(line.at(at)))) {
      at++;
    }
    return at == line.length();
  }

  @Override
  @Nullable StayReason endHead() {
    if (isAmbiguous()) {
      return StayReason.FRAMING;
    }
    if (isInterim() && fields.closes()) {
      return StayReason.CLOSING;
    }
    if (hasNoBody()) {
      body.begin(0);
    } else if (fields.isChunked()) {
      body.beginChunked();
    } else if (fields.hasLength()) {
      body.begin(fields.contentLength());
    } else {
      return StayReason.CLOSING;
    }
    return null;
  }

  /** A body that the status excludes is read by some clients, and chunks by no HTTP/1.0 client. */
  private boolean isAmbiguous() {
    boolean announcesBody = fields.isChunked() || fields.contentLength() > 0;
    boolean excluded = isInterim() || status == 204 || status == 205;
    return (excluded && announcesBody) || (isVersion10 && fields.isChunked());
  }

  private boolean hasNoBody() {
    return isInterim() || status == 204 || status == 304 || request.isHead();
  }

  @Override
  boolean isInterim() {
    return status < 200;
  }

  boolean isVersion10() {
    return isVersion10;
  }

  int status() {
    return status;
  }
}
