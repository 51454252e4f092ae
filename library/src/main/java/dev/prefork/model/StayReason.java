package dev.prefork.model;

import java.util.Locale;

/** Why an established connection stayed with its worker and did not move to another. */
public enum StayReason {
  /** The connection is encrypted, and the keys are the worker's. */
  TLS,

  /** The connection uses HTTP/2, whose state is the worker's. */
  HTTP2,

  /** A request has switched the connection to another protocol, such as WebSocket. */
  UPGRADE,

  /** The connection is a tunnel that a {@code CONNECT} request has opened. */
  CONNECT,

  /** A response began before the request was complete. */
  BODY,

  /** What the client sent is not HTTP/1.x. */
  PROTOCOL,

  /** Two parsers could disagree about the end of a message. */
  FRAMING,

  /** Client or worker have announced that they close the connection. */
  CLOSING,

  /** Nothing was sent that shows a boundary between two requests. */
  QUIET,

  /** A request was still being processed. */
  BUSY,

  /** Moving is off for the cluster or, by a port rule, for the port; or no other worker took it. */
  OFF;

  /**
   * Returns the name that reports and logs use.
   *
   * @return the name in lower case, such as {@code tls}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
