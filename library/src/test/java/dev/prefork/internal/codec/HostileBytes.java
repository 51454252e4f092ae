package dev.prefork.internal.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Serialized objects that no JDK would write. */
public final class HostileBytes implements ObjectStreamConstants {

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private HostileBytes() throws IOException {
    out.writeShort(STREAM_MAGIC);
    out.writeShort(STREAM_VERSION);
  }

  /** Object arrays of length 1, one within the other. */
  public static byte[] nestedArrays(int levels) {
    try {
      HostileBytes hostile = new HostileBytes();
      for (int i = 0; i < levels; i++) {
        hostile.out.writeByte(TC_ARRAY);
        hostile.describe(i, "[Ljava.lang.Object;", 0x90ce589f1073296cL, SC_SERIALIZABLE);
        hostile.out.writeInt(1);
      }
      hostile.out.writeByte(TC_NULL);
      return hostile.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hash maps that say they have so many mappings, each the first key of the one before. */
  public static byte[] nestedMaps(int levels, int mappings) {
    try {
      HostileBytes hostile = new HostileBytes();
      for (int i = 0; i < levels; i++) {
        hostile.out.writeByte(TC_OBJECT);
        hostile.describe(
            i, "java.util.HashMap", 362498820763181265L, SC_SERIALIZABLE | SC_WRITE_METHOD);
        hostile.out.writeByte(TC_BLOCKDATA);
        hostile.out.writeByte(8);
        hostile.out.writeInt(16);
        hostile.out.writeInt(mappings);
      }
      hostile.out.write(new byte[2 * mappings]);
      return hostile.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A description without fields; the first time in full, then as a reference to that. */
  private void describe(int time, String name, long version, int flags) throws IOException {
    if (time > 0) {
      out.writeByte(TC_REFERENCE);
      out.writeInt(baseWireHandle);
      return;
    }
    out.writeByte(TC_CLASSDESC);
    out.writeUTF(name);
    out.writeLong(version);
    out.writeByte(flags);
    out.writeShort(0);
    out.writeByte(TC_ENDBLOCKDATA);
    out.writeByte(TC_NULL);
  }

  /** The message, an array, with another length: it stands after the description's end. */
  public static byte[] withLongArray(byte[] array) {
    int i = 0;
    while (array[i] != TC_ENDBLOCKDATA || array[i + 1] != TC_NULL) {
      i++;
    }
    ByteBuffer.wrap(array).putInt(i + 2, MAX_ARRAY);
    return array;
  }
}
