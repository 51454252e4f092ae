package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#ENDED}: counts the ended connections among those taken on a link.
 *
 * @param count the count, which wraps at 2^31; starts below 0 if connections are open that the
 *     worker took on an earlier link to the same port
 */
public record Ended(int count) {
  /** Encodes the whole frame. */
  public byte[] encode() {
    return Frame.encode(FrameType.ENDED, new FrameBody.Writer().int32(count).toBytes());
  }

  /** Decodes a body. */
  public static Ended decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.ENDED, body);
    Ended ended = new Ended(in.int32());
    in.end();
    return ended;
  }
}
