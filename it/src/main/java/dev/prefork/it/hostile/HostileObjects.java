package dev.prefork.it.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Messages of ADVANCED that are small, and cost much to whoever reads them as objects. */
final class HostileObjects {
  private static final int TIMES = 20;

  /** Where the length of an array stands that is the whole message: before its only element. */
  private static final int LENGTH_FROM_END = 5;

  private HostileObjects() {}

  /** An array of one null that says that it has two thousand million. */
  static void hugeArray() throws IOException {
    byte[] array = written(new Object[1]);
    ByteBuffer.wrap(array).putInt(array.length - LENGTH_FROM_END, Integer.MAX_VALUE - 8);
    send(array);
  }

  /** Sets of the same sets of the same sets: their hash code takes for ever. */
  static void billionLaughs() throws IOException {
    Set<Object> root = new HashSet<>();
    Set<Object> one = root;
    Set<Object> other = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> first = new HashSet<>(Set.of("laugh"));
      Set<Object> second = new HashSet<>();
      one.add(first);
      one.add(second);
      other.add(first);
      other.add(second);
      one = first;
      other = second;
    }
    send(written(root));
  }

  /** Keys that all have one hash code. */
  static void collisions() throws IOException {
    Map<String, Integer> map = new HashMap<>();
    for (int i = 0; i < 1 << 15; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      map.put(key.toString(), i);
    }
    send(written(map));
  }

  private static byte[] written(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static void send(byte[] message) throws IOException {
    Raw.channel().flood(Frames.frame('M', message), TIMES);
  }
}
