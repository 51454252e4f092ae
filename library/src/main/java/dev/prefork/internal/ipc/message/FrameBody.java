package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.FrameType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the fields of a frame's body: big-endian numbers, and byte strings with a
 * two-byte length.
 */
final class FrameBody {
  private FrameBody() {}

  /** Writes fields. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    Writer int64(long value) {
      return int32((int) (value >> 32)).int32((int) value);
    }

    Writer int32(int value) {
      return int16(value >> 16).int16(value);
    }

    Writer int16(int value) {
      bytes.write(value >> 8);
      bytes.write(value);
      return this;
    }

    Writer flag(boolean value) {
      bytes.write(value ? 1 : 0);
      return this;
    }

    Writer bytes(byte[] value) {
      int16(value.length);
      bytes.writeBytes(value);
      return this;
    }

    Writer text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }

  /** Reads fields in order. */
  static final class Reader {
    private final FrameType type;
    private final ByteBuffer buffer;

    Reader(FrameType type, byte[] body) {
      this.type = type;
      this.buffer = ByteBuffer.wrap(body);
    }

    long int64() throws BadFrameException {
      require(Long.BYTES);
      return buffer.getLong();
    }

    int int32() throws BadFrameException {
      require(Integer.BYTES);
      return buffer.getInt();
    }

    int int16() throws BadFrameException {
      require(Short.BYTES);
      return buffer.getShort() & 0xffff;
    }

    boolean flag() throws BadFrameException {
      require(1);
      return buffer.get() != 0;
    }

    byte[] bytes() throws BadFrameException {
      int length = int16();
      require(length);
      byte[] value = new byte[length];
      buffer.get(value);
      return value;
    }

    /** Reads the bytes of an IP address. */
    byte[] host() throws BadFrameException {
      byte[] host = bytes();
      if (host.length != 4 && host.length != 16) {
        throw malformed();
      }
      return host;
    }

    String text() throws BadFrameException {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Called after the last field: requires that no bytes are left. */
    void end() throws BadFrameException {
      if (buffer.hasRemaining()) {
        throw malformed();
      }
    }

    private void require(int count) throws BadFrameException {
      if (buffer.remaining() < count) {
        throw malformed();
      }
    }

    BadFrameException malformed() {
      return new BadFrameException("the body of a " + type + " frame is malformed");
    }
  }
}
