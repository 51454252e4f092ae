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

/** Reads one object graph that contains only allowed classes. */
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

  /** Checks the cost before reading, because hashing a key cannot be interrupted. */
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
      return "unexpected end";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getName() : message;
  }

  /** Throws no ClassNotFoundException, after which the JDK would still read the object. */
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
    throw new InvalidClassException("a dynamic proxy: proxies are not allowed in messages");
  }

  private static String rejection(String name) {
    return "an object of " + name + ObjectEncoder.notAllowed(name.replace('$', '.'));
  }

  /** Checks each class, and the length of each array before it is allocated. */
  private static final class Filter implements ObjectInputFilter {

    /**
     * The bytes of the message minus the minimum size of all array elements so far. Limits the sum
     * of the declared array lengths to what the message can contain.
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
        return reject("reading takes too long: hash codes of keys collide");
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
          : reject("an array or map of " + length + " elements exceeds the length of the message");
    }

    /**
     * Returns the minimum size of array elements in bytes; null takes one byte. For a hash table,
     * the JDK passes the table's capacity: with the minimum load factor of 0.25, at most 8 slots
     * for each mapping and 2 more. A mapping takes at least 6 bytes, except the first, and a map
     * 25.
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
