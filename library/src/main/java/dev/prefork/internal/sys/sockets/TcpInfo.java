package dev.prefork.internal.sys.sockets;

/**
 * What the kernel knows of a TCP connection.
 *
 * @param open false once this side has said that it will send no more, or the connection has ended
 * @param received how many bytes so far
 * @param answered true if anything was ever sent
 * @param unsent true while the other side has not got all that was sent to it
 * @param sentMillis how long ago something was sent last
 * @param receivedMillis how long ago something was received last
 * @param acknowledgedMillis how long ago the other side has acknowledged something last
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
   * True if a request may be under way, or an answer.
   *
   * <p>The kernel's clock ticks every one to ten milliseconds. If something was sent and something
   * received within one tick, either may have been the last: a request and its answer, or an answer
   * and the next request. But who has acknowledged something later has got an answer later.
   *
   * @param quietMillis what has been quiet for so long is not in use if we have spoken last
   * @param doubtMillis the same if it is not known who has spoken last
   */
  public boolean isInUse(long quietMillis, long doubtMillis) {
    boolean waits = received > 0 && !answered; // its first words may have come as soon as it did
    if (!open || unsent || waits || sentMillis > receivedMillis) {
      return open;
    }
    boolean certain =
        received == 0 || sentMillis < receivedMillis || acknowledgedMillis < receivedMillis;
    return sentMillis < (certain ? quietMillis : doubtMillis);
  }
}
