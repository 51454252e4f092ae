package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.MalformedMessageException;
import dev.prefork.internal.codec.UnsupportedValue;
import dev.prefork.internal.codec.object.ObjectEncoder.Reach;
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

  private static final int TEXT_SHOWN = 300;

  private ObjectDecoder(ByteArrayInputStream source, Gate gate) throws IOException {
    super(source);
    setObjectInputFilter(gate);
  }

  static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    Gate gate = new Gate(bytes.length, Reach.SHALLOW);
    try {
      return read(bytes, gate);
    } catch (MalformedMessageException e) {
      if (gate.tooDeep) {
        return DeepStack.<@Nullable Object, MalformedMessageException>call(
            () -> read(bytes, new Gate(bytes.length, Reach.DEEP)));
      }
      throw e;
    }
  }

  private static @Nullable Object read(byte[] bytes, Gate gate) throws MalformedMessageException {
    int end = readable(bytes, gate);
    ByteArrayInputStream source = new ByteArrayInputStream(bytes, 0, end);
    try (ObjectDecoder decoder = new ObjectDecoder(source, gate)) {
      Object message = decoder.readObject();
      if (source.available() > 0) {
        throw new StreamCorruptedException("more than one value");
      }
      return message;
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      String problem = gate.refusal == null ? problem(e) : gate.refusal;
      throw malformed(end - source.available(), problem, gate.tooLong);
    } catch (StackOverflowError e) {
      gate.refuseDepth();
      throw malformed(end - source.available(), "deeper than the stack of the thread", false);
    }
  }

  /** How far the reader may read, which cannot be stopped in the middle of a key. */
  private static int readable(byte[] bytes, Gate gate) throws MalformedMessageException {
    try {
      return ObjectCost.readable(bytes, gate.reach.levels());
    } catch (ObjectCost.TooMuch e) {
      if (e.deep) {
        gate.refuseDepth();
      }
      throw malformed(0, e.deep ? String.valueOf(gate.refusal) : e.getMessage(), !e.deep);
    } catch (StackOverflowError e) {
      gate.refuseDepth();
      throw malformed(0, "deeper than the stack of the thread", false);
    }
  }

  private static MalformedMessageException malformed(
      int offset, @Nullable String problem, boolean costly) {
    String shown = UnsupportedValue.shown(String.valueOf(problem), TEXT_SHOWN);
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
    Class<?> type = AllowedClasses.named(description.getName());
    if (type == null) {
      throw new InvalidClassException(refused(description.getName()));
    }
    return type;
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
    throw new InvalidClassException("a proxy, which is code");
  }

  private static String refused(String name) {
    return "an object of " + name + ObjectEncoder.notAllowed(name.replace('$', '.'));
  }

  /** Sees each class, and each array before it is made. */
  private static final class Gate implements ObjectInputFilter {

    /**
     * What is left of the bytes when each element of each array has used up its smallest form. No
     * array is larger than the whole message, and those of lying lengths do not add up.
     */
    private long unused;

    private final Reach reach;
    private @Nullable String refusal;
    private final WorkLimit work;
    private boolean tooDeep;
    private boolean tooLong;

    Gate(int length, Reach reach) {
      unused = length;
      work = new WorkLimit(length);
      this.reach = reach;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      Class<?> type = info.serialClass();
      if (info.depth() > reach.levels()) {
        return refuseDepth();
      } else if (work.isOver()) {
        tooLong = true;
        return refuse("keys that collide: reading them takes too long");
      } else if (type == null) {
        return Status.ALLOWED;
      } else if (!AllowedClasses.contain(type)) {
        return refuse(refused(type.getName()));
      }
      return info.arrayLength() < 0 ? Status.ALLOWED : checkArray(type, info.arrayLength());
    }

    private Status checkArray(Class<?> type, long length) {
      unused -= smallestForm(type.getComponentType(), length);
      return unused >= 0
          ? Status.ALLOWED
          : refuse(length + " elements of an array or a map in a message that is too short");
    }

    /**
     * In bytes: null takes one. For the entries of a hash table the JDK asks with the size of the
     * table. With the load factor of 0.25 that is at most 8 slots for a mapping and 2 more; and a
     * mapping has 6 bytes, all but the first, as keys differ, and the map itself has 25.
     */
    private static long smallestForm(Class<?> element, long length) {
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

    private Status refuseDepth() {
      tooDeep = true;
      return refuse("more than " + ObjectCodec.MAX_DEPTH + " objects within one another");
    }

    private Status refuse(String why) {
      refusal = why;
      return Status.REJECTED;
    }
  }
}
