package dev.prefork.ipc;

/**
 * The primary listens.
 *
 * @param shared true if the worker will get the listening socket itself, false if it will get
 *     connections
 * @param host 4 or 16 bytes
 * @param port the real one
 */
public record Bound(boolean shared, byte[] host, int scope, int port) {
  /** The frame. */
  public byte[] encode() {
    Body.Writer body = new Body.Writer().flag(shared).bytes(host).int32(scope).int16(port);
    return Frame.encode(FrameType.BOUND, body.toBytes());
  }

  /** Reads the body. */
  public static Bound decode(byte[] body) throws BadFrameException {
    Body.Reader in = new Body.Reader(FrameType.BOUND, body);
    Bound bound = new Bound(in.flag(), in.host(), in.int32(), in.int16());
    in.end();
    return bound;
  }
}
