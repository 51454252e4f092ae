package dev.prefork.internal.sys.sockets;

/**
 * The kernel's state of a TCP connection.
 *
 * @param open false after this side has closed its direction, or the connection has ended
 * @param received the number of bytes received
 * @param answered true if this side has ever sent data
 * @param unsent true while sent data is not acknowledged
 * @param sentMillis the time since data was last sent, in ms
 * @param receivedMillis the time since data was last received, in ms
 * @param acknowledgedMillis the time since the last acknowledgement, in ms
 */
public record TcpInfo(
    boolean open,
    long received,
    boolean answered,
    boolean unsent,
    long sentMillis,
    long receivedMillis,
    long acknowledgedMillis) {
  /**
   * Returns true if a request or a response may be in progress.
   *
   * <p>The kernel's clock has a resolution of 1 to 10 ms. If data was sent and received within one
   * tick, the order is unknown: a request and its response, or a response and the next request. A
   * later acknowledgement shows that the response came last.
   *
   * @param quietMillis the time in ms after which a connection is idle if this side sent last
   * @param doubtMillis the time in ms after which it is idle if the order is unknown
   */
  public boolean isInUse(long quietMillis, long doubtMillis) {
    boolean waits =
        received > 0 && !answered; // the first request may have arrived with the connection
    if (!open || unsent || waits || sentMillis > receivedMillis) {
      return open;
    }
    boolean certain =
        received == 0 || sentMillis < receivedMillis || acknowledgedMillis < receivedMillis;
    return sentMillis < (certain ? quietMillis : doubtMillis);
  }
}
