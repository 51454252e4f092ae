package dev.prefork.internal.codec.object;

import java.io.ObjectStreamConstants;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the cost of reading an object graph from its bytes, without creating objects.
 *
 * <p>A set calls {@code hashCode} of its elements while it is read, and an element that is a
 * collection calls {@code hashCode} of its own elements. If each of thirty nested lists contains
 * the next one twice, a few hundred bytes cause a thousand million calls. So the weight of an
 * object is the sum of the weights of its contents, counted again for each reference, and the total
 * weight of all keys is limited.
 *
 * <p>The grammar is in section 6.4.2 of the Java Object Serialization Specification.
 */
final class ObjectCost implements ObjectStreamConstants {
  /** Calls of {@code hashCode}: about one second. */
  static final long MAX_WORK = 20_000_000;

  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  /** The memory of an object, including its header and its entry in the reader's table. */
  private static final int OBJECT_BYTES = 64;

  /** When one of these is read, every element is hashed or compared. */
  private static final Set<String> SETS =
      Set.of(
          "java.util.HashSet",
          "java.util.TreeSet",
          "java.util.PriorityQueue",
          "java.util.concurrent.ConcurrentSkipListSet");

  /** Contains a list, a set or a map: its only field is 1, 2 or 3. */
  private static final String UNMODIFIABLE = "java.util.CollSer";

  /** When one of these is read, every other object is a key that is hashed or compared. */
  private static final Set<String> MAPS =
      Set.of(
          "java.util.HashMap",
          "java.util.Hashtable",
          "java.util.TreeMap",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentSkipListMap");

  private final ByteBuffer in;
  private final int maxDepth;
  private final Map<Integer, Description> descriptions = new HashMap<>();

  /** The weight of each object, indexed by handle. */
  private long[] weights = new long[64];

  private int handles;
  private long work;

  /** A class description in the stream. */
  private static final class Description {
    private final String name;
    private final int primitives;
    private final int references;
    private final int flags;
    private final @Nullable Description parent;

    Description(
        String name, int primitives, int references, int flags, @Nullable Description parent) {
      this.name = name;
      this.primitives = primitives;
      this.references = references;
      this.flags = flags;
      this.parent = parent;
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  /** Thrown if the bytes violate the grammar. The reader then reports the error. */
  private static final class MalformedStream extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedStream() {
      super(null, null, false, false);
    }
  }

  /** Thrown if reading would take too much work or memory, or the graph is too deep. */
  static final class LimitExceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final boolean deep;

    LimitExceeded(@Nullable String problem, boolean deep) {
      super(problem, null, false, false);
      this.deep = deep;
    }
  }

  private ObjectCost(byte[] bytes, int maxDepth) {
    this.in = ByteBuffer.wrap(bytes);
    this.maxDepth = maxDepth;
  }

  /**
   * Returns the number of bytes that can be read: all, or those before an error.
   *
   * @param maxDepth the maximum nesting depth of objects
   * @throws LimitExceeded if reading would exceed a limit
   */
  static int readable(byte[] bytes, int maxDepth) {
    ObjectCost cost = new ObjectCost(bytes, maxDepth);
    try {
      int _ = cost.in.getInt(); // magic number and version, which the reader checks
      long _ = cost.value(1);
      return bytes.length;
    } catch (MalformedStream | BufferUnderflowException | IllegalArgumentException e) {
      return Math.min(cost.in.position(), bytes.length);
    }
  }

  private int handle(long weight) {
    if ((long) handles * OBJECT_BYTES > Runtime.getRuntime().maxMemory() / 4) {
      throw new LimitExceeded("more objects than this process has memory for", false);
    }
    if (handles == weights.length) {
      weights = Arrays.copyOf(weights, 2 * handles);
    }
    weights[handles] = weight;
    return handles++;
  }

  private static long sum(long a, long b) {
    return Math.min(a + b, UNLIMITED);
  }

  private void addWork(long weight) {
    work = sum(work, weight);
    if (work > MAX_WORK) {
      throw new LimitExceeded("sets or maps whose keys take too long to hash or compare", false);
    }
  }

  /** Reads an object or a reference, and returns its weight. */
  private long value(int depth) {
    return value(in.get(), depth);
  }

  private long value(byte type, int depth) {
    if (depth > maxDepth) {
      throw new LimitExceeded(null, true);
    }
    return switch (type) {
      case TC_NULL -> 1;
      case TC_REFERENCE -> weights[reference()];
      case TC_STRING -> string(in.getShort() & 0xffff);
      case TC_LONGSTRING -> string(in.getLong());
      case TC_CLASS -> classObject(depth);
      case TC_ENUM -> constant(depth);
      case TC_ARRAY -> array(depth);
      case TC_OBJECT -> object(depth);
      default -> throw new MalformedStream();
    };
  }

  private int reference() {
    int number = in.getInt() - baseWireHandle;
    if (number < 0 || number >= handles) {
      throw new MalformedStream();
    }
    return number;
  }

  private void skip(long count) {
    if (count < 0 || count > in.remaining()) {
      throw new MalformedStream();
    }
    in.position(in.position() + (int) count);
  }

  private long string(long length) {
    skip(length);
    int _ = handle(1);
    return 1;
  }

  private long classObject(int depth) {
    Description _ = description(depth);
    int _ = handle(1);
    return 1;
  }

  private long constant(int depth) {
    Description _ = description(depth);
    int _ = handle(1);
    return value(depth + 1);
  }

  private long array(int depth) {
    Description type = description(depth);
    if (type == null || type.name.length() < 2) {
      throw new MalformedStream();
    }
    int handle = handle(1);
    int length = in.getInt();
    int size = size(type.name.charAt(1));
    if (size > 0) {
      skip((long) length * size);
      return 1;
    }
    long weight = 1;
    for (int i = 0; i < length; i++) {
      weight = sum(weight, value(depth + 1));
    }
    weights[handle] = weight;
    return weight;
  }

  /** Returns the size of a primitive field in bytes; 0 for a reference. */
  private static int size(char type) {
    return switch (type) {
      case 'B', 'Z' -> Byte.BYTES;
      case 'C', 'S' -> Short.BYTES;
      case 'I', 'F' -> Integer.BYTES;
      case 'J', 'D' -> Long.BYTES;
      case 'L', '[' -> 0;
      default -> throw new MalformedStream();
    };
  }

  private long object(int depth) {
    Description type = description(depth);
    int handle = handle(1);
    List<Description> chain = new ArrayList<>();
    for (Description part = type; part != null; part = part.parent) {
      chain.add(part);
      if (part.has(SC_EXTERNALIZABLE)) {
        break; // it writes the fields of its superclasses itself
      }
    }
    long weight = 1;
    for (Description part : chain.reversed()) {
      weight = sum(weight, part(part, depth));
    }
    weights[handle] = weight;
    return weight;
  }

  /** Reads the data that one class of an object has written. */
  private long part(Description part, int depth) {
    long weight = 0;
    int keyInterval = keyInterval(part);
    if (part.has(SC_SERIALIZABLE)) {
      skip(part.primitives);
      for (int i = 0; i < part.references; i++) {
        weight = sum(weight, value(depth + 1));
      }
      return part.has(SC_WRITE_METHOD) ? sum(weight, annotation(keyInterval, depth)) : weight;
    } else if (part.has(SC_EXTERNALIZABLE) && part.has(SC_BLOCK_DATA)) {
      return annotation(keyInterval, depth);
    }
    throw new MalformedStream();
  }

  /**
   * Returns which objects in a class's custom data are keys: every (1), every second (2), none (0).
   */
  private int keyInterval(Description part) {
    if (part.name.equals(UNMODIFIABLE)) {
      boolean has = part.primitives == Integer.BYTES && in.remaining() >= Integer.BYTES;
      return has ? (in.getInt(in.position()) & 0xff) - 1 : 1;
    }
    return SETS.contains(part.name) ? 1 : MAPS.contains(part.name) ? 2 : 0;
  }

  /**
   * Reads the custom data that a class has written.
   *
   * @param keyInterval see {@link #keyInterval}
   */
  private long annotation(int keyInterval, int depth) {
    long all = 0;
    int count = 0;
    for (byte type = in.get(); type != TC_ENDBLOCKDATA; type = in.get()) {
      if (type == TC_BLOCKDATA) {
        skip(in.get() & 0xff);
      } else if (type == TC_BLOCKDATALONG) {
        skip(in.getInt());
      } else {
        long weight = value(type, depth + 1);
        all = sum(all, weight);
        addWork(keyInterval > 0 && count++ % keyInterval == 0 ? weight : 0);
      }
    }
    return all;
  }

  private @Nullable Description description(int depth) {
    if (depth > maxDepth) {
      throw new LimitExceeded(null, true);
    }
    return switch (in.get()) {
      case TC_NULL -> null;
      case TC_REFERENCE -> knownDescription(reference());
      case TC_CLASSDESC -> newDescription(depth);
      case TC_PROXYCLASSDESC -> newProxy(depth);
      default -> throw new MalformedStream();
    };
  }

  private Description knownDescription(int handle) {
    Description description = descriptions.get(handle);
    if (description == null) {
      throw new MalformedStream();
    }
    return description;
  }

  private Description newDescription(int depth) {
    String name = readUtf();
    skip(Long.BYTES);
    int handle = handle(1);
    int flags = in.get();
    int primitives = 0;
    int references = 0;
    for (int left = in.getShort(); left > 0; left--) {
      int size = size((char) in.get());
      String _ = readUtf();
      primitives += size;
      if (size == 0) {
        references++;
        long _ = value(depth + 1);
      }
    }
    long _ = annotation(0, depth);
    Description parent = description(depth + 1);
    return describe(handle, new Description(name, primitives, references, flags, parent));
  }

  private Description newProxy(int depth) {
    int handle = handle(1);
    for (int left = in.getInt(); left > 0; left--) {
      String _ = readUtf();
    }
    long _ = annotation(0, depth);
    Description parent = description(depth + 1);
    return describe(handle, new Description("a proxy", 0, 0, SC_SERIALIZABLE, parent));
  }

  private Description describe(int handle, Description made) {
    descriptions.put(handle, made);
    return made;
  }

  private String readUtf() {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
