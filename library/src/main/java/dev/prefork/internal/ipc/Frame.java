package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.Fd;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message on the wire: eight bytes of header, a body, and perhaps a descriptor.
 *
 * <pre>
 *  0        4      5             6       8
 *  ┌────────┬──────┬─────────────┬───────┬─────────────────┐
 *  │ length │ type │ descriptors │ "PF"  │ length bytes    │   numbers big-endian
 *  └────────┴──────┴─────────────┴───────┴─────────────────┘
 * </pre>
 *
 * @param descriptor the descriptor that came with the frame, owned by its receiver; null if none
 *     was announced, or if the kernel could not deliver it (see {@link #descriptorLost})
 * @param descriptorLost true if a descriptor was announced and the kernel could not deliver it
 */
public record Frame(FrameType type, byte[] body, @Nullable Fd descriptor, boolean descriptorLost) {
  /** Bytes before the body. */
  public static final int HEADER = 8;

  static final int TYPE = 4;
  static final int DESCRIPTORS = 5;
  static final int MAGIC_AT = 6;
  static final short MAGIC = 0x5046;

  private static final byte[] EMPTY = new byte[0];

  /** Bodies up to this size, in bytes, are copied behind the header: pieces cost more. */
  private static final int MAX_COPIED = 4096;

  /** Encodes a frame without body and descriptor. */
  public static byte[] encode(FrameType type) {
    return encode(type, EMPTY, false);
  }

  /** Encodes a frame without descriptor. */
  public static byte[] encode(FrameType type, byte[] body) {
    return encode(type, body, false);
  }

  /** Encodes a frame that is sent together with a descriptor. */
  public static byte[] encodeWithDescriptor(FrameType type, byte[] body) {
    return encode(type, body, true);
  }

  /** Encodes a frame, and announces a descriptor if one is sent with it. */
  public static byte[] encode(FrameType type, byte[] body, boolean descriptor) {
    byte[] bytes = new byte[HEADER + body.length];
    putHeader(ByteBuffer.wrap(bytes), type, body.length, descriptor).put(body);
    return bytes;
  }

  /** Returns whether a header is of this type. */
  public static boolean isOf(FrameType type, byte[] header) {
    return header[TYPE] == type.letter();
  }

  /** Encodes a frame in consecutive pieces; a large body is not copied. */
  public static List<byte[]> encodeInPieces(FrameType type, byte[] body, boolean descriptor) {
    if (body.length <= MAX_COPIED) {
      return List.of(encode(type, body, descriptor));
    }
    byte[] header = new byte[HEADER];
    putHeader(ByteBuffer.wrap(header), type, body.length, descriptor);
    return List.of(header, body);
  }

  /** Returns the total length of pieces, in bytes. */
  static int length(List<byte[]> pieces) {
    long length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    return Math.toIntExact(length);
  }

  private static ByteBuffer putHeader(
      ByteBuffer into, FrameType type, int length, boolean descriptor) {
    return into.putInt(length).put(type.letter()).put((byte) (descriptor ? 1 : 0)).putShort(MAGIC);
  }

  /** Rejects a descriptor; called for frames that must not have one. */
  public void refuseDescriptor() throws BadFrameException {
    if (descriptor != null || descriptorLost) {
      discard();
      throw new BadFrameException("a descriptor came with a " + type + " frame");
    }
  }

  /** Rejects a frame without a descriptor; called for frames that must have one. */
  public void requireDescriptor() throws BadFrameException {
    if (descriptor == null && !descriptorLost) {
      throw new BadFrameException("no descriptor came with a " + type + " frame");
    }
  }

  /** Runs a task as soon as the descriptor is closed or belongs to the application. */
  public void whenDone(Runnable next) {
    if (descriptor == null) {
      next.run();
    } else {
      descriptor.whenClosed(next);
    }
  }

  /** Closes the descriptor, if there is one. */
  public void discard() {
    if (descriptor != null) {
      descriptor.close();
    }
  }
}
