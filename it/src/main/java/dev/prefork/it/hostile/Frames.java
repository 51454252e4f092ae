package dev.prefork.it.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames by hand. */
final class Frames {
  static final byte[] NOTHING = {};

  private Frames() {}

  static byte[] frame(char type, byte[] body) {
    return frame(type, body.length, 0, body);
  }

  static byte[] frame(char type, int length, int descriptors, byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(8 + body.length);
    frame.putInt(length).put((byte) type).put((byte) descriptors);
    return frame.put((byte) 'P').put((byte) 'F').put(body).array();
  }

  /** The same frame many times over. */
  static byte[] times(int count, byte[] frame) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(count * frame.length);
    for (int i = 0; i < count; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  private static byte[] token() {
    return HexFormat.of().parseHex(System.getenv("PREFORK_TOKEN"));
  }

  /** A LISTEN; {@code target} has its letter first. */
  static byte[] listen(byte[] target, int backlog) {
    byte[] token = token();
    ByteBuffer body = ByteBuffer.allocate(2 + token.length + target.length + 4 + 1 + 4 + 2);
    body.putShort((short) token.length).put(token).put(target);
    body.putInt(backlog).put((byte) 1).putInt(0).putShort((short) 0);
    return frame('L', body.array());
  }

  /** A LISTEN with one option of TCP. */
  static byte[] listenWithOption(byte[] target, int option, int value) {
    byte[] frame = listen(target, 0);
    ByteBuffer body = ByteBuffer.allocate(frame.length - 8 + 8).put(frame, 8, frame.length - 8);
    body.putShort(frame.length - 8 - 2, (short) 2).putInt(option).putInt(value);
    return frame('L', body.array());
  }

  static byte[] inet(char letter, byte[] host, int scope, int port, int nth, boolean ipv6) {
    ByteBuffer target = ByteBuffer.allocate(2 + 2 + host.length + 4 + 2 + 4 + 1);
    target.putShort((short) letter).putShort((short) host.length).put(host);
    return target
        .putInt(scope)
        .putShort((short) port)
        .putInt(nth)
        .put((byte) (ipv6 ? 1 : 0))
        .array();
  }

  /** TCP or UDP at the loopback address. */
  static byte[] local(char letter, int port, int nth) {
    return inet(letter, new byte[] {127, 0, 0, 1}, 0, port, nth, false);
  }

  static byte[] path(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer target = ByteBuffer.allocate(2 + 2 + bytes.length);
    return target.putShort((short) 'P').putShort((short) bytes.length).put(bytes).array();
  }

  static byte[] vitals(long figure, double share) {
    ByteBuffer body = ByteBuffer.allocate(5 * 8 + 4 + 8);
    body.putLong(figure).putLong(figure).putLong(figure).putLong(figure);
    return frame('U', body.putInt((int) figure).putLong(figure).putDouble(share).array());
  }
}
