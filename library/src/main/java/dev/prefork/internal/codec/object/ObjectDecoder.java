package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.MalformedMessageException;
import dev.prefork.internal.codec.UnsupportedValue;
import dev.prefork.internal.codec.object.ObjectEncoder.DepthLimit;
import dev.prefork.internal.concurrent.DeepStack;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one graph of objects, none of a class that is not allowed. */
final class ObjectDecoder extends ObjectInputStream {

  private static final int MAX_TEXT = 300;

  private ObjectDecoder(ByteArrayInputStream source, Filter filter) throws IOException {
    super(source);
    setObjectInputFilter(filter);
  }

  static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    Filter filter = new Filter(bytes.length, DepthLimit.SHALLOW);
    try {
      return read(bytes, filter);
    } catch (MalformedMessageException e) {
      if (filter.tooDeep) {
        return DeepStack.<@Nullable Object, MalformedMessageException>call(
            () -> read(bytes, new Filter(bytes.length, DepthLimit.DEEP)));
      }
      throw e;
    }
  }

  private static @Nullable Object read(byte[] bytes, Filter filter)
      throws MalformedMessageException {
    int end = readable(bytes, filter);
    ByteArrayInputStream source = new ByteArrayInputStream(bytes, 0, end);
    try (ObjectDecoder decoder = new ObjectDecoder(source, filter)) {
      Object message = decoder.readObject();
      if (source.available() > 0) {
        throw new StreamCorruptedException("more than one value");
      }
      return message;
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      String problem = filter.rejection == null ? problem(e) : filter.rejection;
      throw malformed(end - source.available(), problem, filter.timedOut);
    } catch (StackOverflowError e) {
      filter.rejectDepth();
      throw malformed(end - source.available(), "deeper than the stack of the thread", false);
    }
  }

  /** How far the reader may read, which cannot be stopped in the middle of a key. */
  private static int readable(byte[] bytes, Filter filter) throws MalformedMessageException {
    try {
      return ObjectCost.readable(bytes, filter.limit.maxLevels());
    } catch (ObjectCost.LimitExceeded e) {
      if (e.deep) {
        filter.rejectDepth();
      }
      throw malformed(0, e.deep ? String.valueOf(filter.rejection) : e.getMessage(), !e.deep);
    } catch (StackOverflowError e) {
      filter.rejectDepth();
      throw malformed(0, "deeper than the stack of the thread", false);
    }
  }

  private static MalformedMessageException malformed(
      int offset, @Nullable String problem, boolean costly) {
    String shown = UnsupportedValue.printable(String.valueOf(problem), MAX_TEXT);
    return new MalformedMessageException(offset, shown, costly);
  }

  private static String problem(Exception failure) {
    if (failure instanceof EOFException) {
      return "it ends too early";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getName() : message;
  }

  /** Not a ClassNotFoundException: the JDK would go on and read the object to skip it. */
  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) throws InvalidClassException {
    Class<?> type = AllowedClasses.find(description.getName());
    if (type == null) {
      throw new InvalidClassException(rejection(description.getName()));
    }
    return type;
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
    throw new InvalidClassException("a proxy, which is code");
  }

  private static String rejection(String name) {
    return "an object of " + name + ObjectEncoder.notAllowed(name.replace('$', '.'));
  }

  /** Sees each class, and each array before it is made. */
  private static final class Filter implements ObjectInputFilter {

    /**
     * What is left of the bytes when each element of each array has used up its smallest form. No
     * array is larger than the whole message, and those of lying lengths do not add up.
     */
    private long remainingBytes;

    private final DepthLimit limit;
    private @Nullable String rejection;
    private final WorkLimit work;
    private boolean tooDeep;
    private boolean timedOut;

    Filter(int length, DepthLimit limit) {
      remainingBytes = length;
      work = new WorkLimit(length);
      this.limit = limit;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      Class<?> type = info.serialClass();
      if (info.depth() > limit.maxLevels()) {
        return rejectDepth();
      } else if (work.isExceeded()) {
        timedOut = true;
        return reject("keys that collide: reading them takes too long");
      } else if (type == null) {
        return Status.ALLOWED;
      } else if (!AllowedClasses.contains(type)) {
        return reject(rejection(type.getName()));
      }
      return info.arrayLength() < 0 ? Status.ALLOWED : checkArray(type, info.arrayLength());
    }

    private Status checkArray(Class<?> type, long length) {
      remainingBytes -= minBytes(type.getComponentType(), length);
      return remainingBytes >= 0
          ? Status.ALLOWED
          : reject(length + " elements of an array or a map in a message that is too short");
    }

    /**
     * In bytes: null takes one. For the entries of a hash table the JDK asks with the size of the
     * table. With the load factor of 0.25 that is at most 8 slots for a mapping and 2 more; and a
     * mapping has 6 bytes, all but the first, as keys differ, and the map itself has 25.
     */
    private static long minBytes(Class<?> element, long length) {
      if (element == Map.Entry.class) {
        return length / 2;
      } else if (element == long.class || element == double.class) {
        return length * Long.BYTES;
      } else if (element == int.class || element == float.class) {
        return length * Integer.BYTES;
      } else if (element == short.class || element == char.class) {
        return length * Short.BYTES;
      }
      return length;
    }

    private Status rejectDepth() {
      tooDeep = true;
      return reject("more than " + ObjectCodec.MAX_DEPTH + " objects within one another");
    }

    private Status reject(String reason) {
      rejection = reason;
      return Status.REJECTED;
    }
  }
}
