package dev.prefork.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A piece of native memory with fields at offsets, as C lays them out. It stays as long as the
 * {@link Libc} that it was made by, through which it is to be used.
 *
 * <p>A byte buffer, not a segment of the Foreign Function &amp; Memory API: that takes a fresh JVM
 * as much processor time as all else of ours. See ADR 0015.
 *
 * @param buffer all of it, in the machine's order of bytes
 * @param address where it is
 */
public record Struct(ByteBuffer buffer, long address) {
  /** Memory of zeros, at an address that is good for any field. */
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
