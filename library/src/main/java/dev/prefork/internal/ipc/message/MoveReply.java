package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#MOVE_REPLY}.
 *
 * @param id the id of the offer
 * @param accepted true if the connection is another worker's from now on; false if it stays with
 *     the worker that offered it
 */
public record MoveReply(int id, boolean accepted) {
  /** Encodes the whole frame. */
  public byte[] encode() {
    return Frame.encode(
        FrameType.MOVE_REPLY, new FrameBody.Writer().int32(id).flag(accepted).toBytes());
  }

  /** Decodes a body. */
  public static MoveReply decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.MOVE_REPLY, body);
    MoveReply reply = new MoveReply(in.int32(), in.flag());
    in.end();
    return reply;
  }
}
