package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;

/**
 * The primary cannot listen.
 *
 * @param reason what the application's exception will say, such as "Address already in use"
 */
public record Refused(String reason) {
  /** The frame. */
  public byte[] encode() {
    return Frame.encode(FrameType.REFUSED, new FrameBody.Writer().text(reason).toBytes());
  }

  /** Reads the body. */
  public static Refused decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.REFUSED, body);
    Refused refused = new Refused(in.text());
    in.end();
    return refused;
  }
}
