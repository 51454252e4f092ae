package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The body of {@link FrameType#REFUSED}: the primary cannot listen.
 *
 * @param reason the message of the application's exception, such as "Address already in use"
 */
public record Refused(String reason) {
  /** Encodes the whole frame. */
  public byte[] encode() {
    return Frame.encode(FrameType.REFUSED, new FrameBody.Writer().text(reason).toBytes());
  }

  /** Decodes a body. */
  public static Refused decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.REFUSED, body);
    Refused refused = new Refused(in.text());
    in.end();
    return refused;
  }
}
