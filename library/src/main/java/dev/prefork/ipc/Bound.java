package dev.prefork.ipc;

/**
 * The primary has bound the socket, and listens.
 *
 * @param shared true if the worker will get the socket itself, false if it will get connections
 * @param target where, with the real port. Never {@link Target.Inherited}
 */
public record Bound(boolean shared, Target target) {
  /** The frame. */
  public byte[] encode() {
    Body.Writer body = Targets.write(new Body.Writer().flag(shared), target);
    return Frame.encode(FrameType.BOUND, body.toBytes());
  }

  /** Reads the body. */
  public static Bound decode(byte[] body) throws BadFrameException {
    Body.Reader in = new Body.Reader(FrameType.BOUND, body);
    Bound bound = new Bound(in.flag(), Targets.read(in));
    in.end();
    return bound;
  }
}
