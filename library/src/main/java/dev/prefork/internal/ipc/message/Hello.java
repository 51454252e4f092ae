package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The first frame on a worker's channel.
 *
 * @param version of the protocol
 * @param token the secret that the primary gave to this one worker
 */
public record Hello(int version, byte[] token) {
  /**
   * Of this code. Primary and worker come from the same jar, unless somebody replaced it under a
   * running primary.
   */
  public static final int VERSION = 1;

  /** The frame. */
  public byte[] encode() {
    return Frame.encode(
        FrameType.HELLO, new FrameBody.Writer().int32(version).bytes(token).toBytes());
  }

  /** Reads the body. */
  public static Hello decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.HELLO, body);
    Hello hello = new Hello(in.int32(), in.bytes());
    in.end();
    return hello;
  }
}
