package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#MOVE_OFFER}, which comes with the descriptor of a connection.
 *
 * @param id identifies the connection in the reply
 */
public record MoveOffer(int id) {
  /** Encodes the whole frame, without the descriptor. */
  public byte[] encode() {
    byte[] body = new FrameBody.Writer().int32(id).toBytes();
    return Frame.encodeWithDescriptor(FrameType.MOVE_OFFER, body);
  }

  /** Decodes a body. */
  public static MoveOffer decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.MOVE_OFFER, body);
    MoveOffer offer = new MoveOffer(in.int32());
    in.end();
    return offer;
  }
}
