package dev.prefork.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory with fields at C's offsets. It lives as long as the {@link Libc} instance that
 * allocated it.
 *
 * <p>Uses a byte buffer, because the startup of the Foreign Function &amp; Memory API takes as much
 * processor time as the rest of the library. See ADR 0015.
 *
 * @param buffer the whole memory, in native byte order
 * @param address the address of the first byte
 */
public record Struct(ByteBuffer buffer, long address) {
  /** Allocates zeroed memory, aligned for any field. */
  static Struct allocate(int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    return new Struct(buffer, Downcall.address(buffer));
  }

  public byte getByte(int offset) {
    return buffer.get(offset);
  }

  public int getInt(int offset) {
    return buffer.getInt(offset);
  }

  public long getLong(int offset) {
    return buffer.getLong(offset);
  }

  public byte[] getBytes(int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.get(offset, bytes);
    return bytes;
  }

  public void putShort(int offset, int value) {
    buffer.putShort(offset, (short) value);
  }

  public void putInt(int offset, int value) {
    buffer.putInt(offset, value);
  }

  public void putLong(int offset, long value) {
    buffer.putLong(offset, value);
  }

  public void putPointer(int offset, Struct target) {
    buffer.putLong(offset, target.address);
  }

  public void putBytes(int offset, byte[] bytes) {
    buffer.put(offset, bytes);
  }

  public void clear() {
    putBytes(0, new byte[buffer.capacity()]);
  }
}
