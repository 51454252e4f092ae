package dev.prefork.internal.http;

import java.util.Locale;

/** Why a connection has no further boundaries and stays where it is. */
public enum StayReason {
  /** The client speaks TLS. */
  TLS,
  /** The client speaks HTTP/2 from the start. */
  HTTP2,
  /** The server switched protocols. */
  UPGRADE,
  /** The client asked for a tunnel. */
  CONNECT,
  /** The response began before the request was complete. */
  BODY,
  /** The bytes are no HTTP/1.x, or a response has no request. */
  PROTOCOL,
  /** Two parsers could disagree about the end of a message. */
  FRAMING,
  /** The exchange ends the connection. */
  CLOSING;

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
