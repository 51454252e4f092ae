package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#HELLO}, the first frame on a worker's channel.
 *
 * @param version the version of the protocol
 * @param token the secret that the primary gave to this one worker
 */
public record Hello(int version, byte[] token) {
  /**
   * The version of this code. Primary and worker use the same jar, unless it was replaced while the
   * primary ran.
   */
  public static final int VERSION = 1;

  /** Encodes the whole frame. */
  public byte[] encode() {
    return Frame.encode(
        FrameType.HELLO, new FrameBody.Writer().int32(version).bytes(token).toBytes());
  }

  /** Decodes a body. */
  public static Hello decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.HELLO, body);
    Hello hello = new Hello(in.int32(), in.bytes());
    in.end();
    return hello;
  }
}
