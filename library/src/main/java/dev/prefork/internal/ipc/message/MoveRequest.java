package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#MOVE}.
 *
 * @param count how many connections to offer; {@link #ALL} before the worker drains
 */
public record MoveRequest(int count) {
  /** All connections, those that are accepted later, too. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Encodes the whole frame. */
  public byte[] encode() {
    return Frame.encode(FrameType.MOVE, new FrameBody.Writer().int32(count).toBytes());
  }

  /** Decodes a body. */
  public static MoveRequest decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.MOVE, body);
    MoveRequest request = new MoveRequest(in.int32());
    in.end();
    return request;
  }
}
