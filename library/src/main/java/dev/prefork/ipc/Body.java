package dev.prefork.ipc;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reading and writing the fields of a frame's body: numbers big-endian, byte strings with a
 * two-byte length.
 */
final class Body {
  private Body() {}

  /** Collects fields. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

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

  /** Gives fields back in order. */
  static final class Reader {
    private final ByteBuffer buffer;

    private Reader(byte[] body) {
      buffer = ByteBuffer.wrap(body);
    }

    int int32() {
      return buffer.getInt();
    }

    int int16() {
      return buffer.getShort() & 0xffff;
    }

    boolean flag() {
      return buffer.get() != 0;
    }

    byte[] bytes() {
      int length = int16();
      if (length > buffer.remaining()) {
        throw new BufferUnderflowException();
      }
      byte[] value = new byte[length];
      buffer.get(value);
      return value;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }
  }

  /** Reads a whole record. */
  interface Parser<T> {
    T parse(Reader reader);
  }

  /**
   * Parses a body.
   *
   * @throws BadFrameException if it is shorter or longer than its fields
   */
  static <T> T parse(FrameType type, byte[] body, Parser<T> parser) throws BadFrameException {
    Reader reader = new Reader(body);
    try {
      T parsed = parser.parse(reader);
      if (!reader.buffer.hasRemaining()) {
        return parsed;
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // told below
    }
    throw new BadFrameException("the body of a " + type + " frame is malformed");
  }
}
