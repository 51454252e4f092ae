package dev.prefork.ipc;

/**
 * The primary cannot listen.
 *
 * @param reason what the application's exception will say, such as "Address already in use"
 */
public record Refused(String reason) {
  /** The frame. */
  public byte[] encode() {
    return Frame.encode(FrameType.REFUSED, new Body.Writer().text(reason).toBytes());
  }

  /** Reads the body. */
  public static Refused decode(byte[] body) throws BadFrameException {
    Body.Reader in = new Body.Reader(FrameType.REFUSED, body);
    Refused refused = new Refused(in.text());
    in.end();
    return refused;
  }
}
