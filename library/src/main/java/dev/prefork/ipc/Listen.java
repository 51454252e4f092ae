package dev.prefork.ipc;

/**
 * The first frame on a link: what a worker asks to listen on.
 *
 * @param token the worker's secret
 * @param host 4 or 16 bytes, as the application asked (wildcard included)
 * @param scope of an IPv6 address, else 0
 * @param port 0 for any
 * @param nth for port 0: the how many-eth such request of this worker for this address, from 0. The
 *     n-th requests of all workers share one port, as in Node
 * @param ipv6 true for an IPv6 (dual-stack) socket
 * @param backlog 0 for the default
 * @param receiveBuffer SO_RCVBUF, 0 for the default
 */
public record Listen(
    byte[] token,
    byte[] host,
    int scope,
    int port,
    int nth,
    boolean ipv6,
    int backlog,
    boolean reuseAddress,
    boolean reusePort,
    int receiveBuffer) {

  /** The frame. */
  public byte[] encode() {
    Body.Writer body = new Body.Writer().bytes(token).bytes(host).int32(scope);
    body.int16(port).int32(nth).flag(ipv6).int32(backlog);
    body.flag(reuseAddress).flag(reusePort).int32(receiveBuffer);
    return Frame.encode(FrameType.LISTEN, body.toBytes());
  }

  /** Reads the body. */
  public static Listen decode(byte[] body) throws BadFrameException {
    Body.Reader in = new Body.Reader(FrameType.LISTEN, body);
    Listen listen =
        new Listen(
            in.bytes(),
            in.host(),
            in.int32(),
            in.int16(),
            in.int32(),
            in.flag(),
            in.int32(),
            in.flag(),
            in.flag(),
            in.int32());
    in.end();
    return listen;
  }
}
