package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.UnsupportedValue;
import dev.prefork.internal.concurrent.DeepStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one object graph and checks each object's class before. */
final class ObjectEncoder extends ObjectOutputStream {

  /**
   * Limits the depth of a graph. No callback reports the depth, so it is measured on the stack,
   * once per {@code interval} objects: the depth grows by at most one level per object.
   */
  enum DepthLimit {
    /** Fits on the stack of any thread: 250 levels of 3 KB. */
    SHALLOW(50, 200),
    /** Requires {@link DeepStack}. */
    DEEP(ObjectCodec.MAX_DEPTH, 1000);

    private final int maxDepth;
    private final int interval;

    DepthLimit(int measured, int stride) {
      this.maxDepth = measured;
      this.interval = stride;
    }

    /** Returns the maximum depth that can pass between two measurements. */
    int maxLevels() {
      return maxDepth + interval + 1;
    }
  }

  private static final int FIRST_CAPACITY = 512;

  private static final StackWalker STACK = StackWalker.getInstance();

  private final DepthLimit limit;
  private int objects;

  private ObjectEncoder(ByteArrayOutputStream sink, DepthLimit limit) throws IOException {
    super(sink);
    this.limit = limit;
    enableReplaceObject(true);
  }

  static byte[] encode(@Nullable Object message) {
    try {
      return encode(message, DepthLimit.SHALLOW);
    } catch (TooDeep e) {
      return deep(message);
    }
  }

  private static byte[] deep(@Nullable Object message) {
    try {
      return DeepStack.call(() -> encode(message, DepthLimit.DEEP));
    } catch (TooDeep e) {
      throw new IllegalArgumentException(
          "cannot send %s: more than %d objects within one another"
              .formatted(nameOf(message), ObjectCodec.MAX_DEPTH),
          e);
    }
  }

  private static byte[] encode(@Nullable Object message, DepthLimit limit) {
    try {
      return write(message, limit);
    } catch (Unsendable unsendable) {
      throw new IllegalArgumentException(unsendable.getMessage(), unsendable.getCause());
    } catch (TooDeep e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new TooDeep();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("cannot send " + nameOf(message) + ": " + e, e);
    }
  }

  private static byte[] write(@Nullable Object message, DepthLimit limit) throws IOException {
    int text = message instanceof String whole ? whole.length() : 0;
    ByteArrayOutputStream sink = new ByteArrayOutputStream(FIRST_CAPACITY + text);
    try (ObjectEncoder encoder = new ObjectEncoder(sink, limit)) {
      encoder.writeObject(message);
    }
    byte[] bytes = sink.toByteArray();
    requireReadable(bytes, limit);
    return bytes;
  }

  private static void requireReadable(byte[] bytes, DepthLimit limit) {
    try {
      int _ = ObjectCost.readable(bytes, limit.maxLevels());
    } catch (ObjectCost.LimitExceeded e) {
      throw e.deep ? new TooDeep() : new Unsendable("cannot send " + e.getMessage());
    }
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length() < SentText.MIN_LENGTH ? text : SentText.of(text);
    } else if (value == null || isLeaf(value)) {
      return value;
    }
    checkClass(value);
    if (++objects % limit.interval == 0) {
      checkDepth();
    }
    return value instanceof Record sent && !(value instanceof Serializable)
        ? replacement(sent)
        : value;
  }

  private static boolean isLeaf(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean;
  }

  private static SentRecord replacement(Record sent) {
    try {
      return SentRecord.of(sent);
    } catch (UnsupportedValue unsupported) {
      IllegalArgumentException explained = unsupported.toExceptionAt(sent.getClass().getName());
      throw new Unsendable(String.valueOf(explained.getMessage()), unsupported.getCause());
    }
  }

  /** Called for the class of each object, and for class objects in the message. */
  @Override
  protected void annotateClass(Class<?> type) {
    if (!AllowedClasses.contains(type)) {
      throw new Unsendable("cannot send the class object of " + type.getName() + notAllowed(type));
    }
  }

  private static void checkClass(Object value) {
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    if (!AllowedClasses.contains(type)) {
      throw new Unsendable("cannot send " + rejection(value, type));
    } else if (!AllowedClasses.hasSerialForm(type)) {
      throw new Unsendable("cannot send " + type.getName() + ": it is not Serializable");
    }
  }

  private static String rejection(Object value, Class<?> type) {
    if (value instanceof SerializedLambda lambda) {
      return "a lambda of "
          + lambda.getCapturingClass().replace('/', '.')
          + ": lambdas cannot be sent";
    } else if (type.isHidden()) {
      return type.getName() + ": lambdas cannot be sent";
    } else if (Proxy.isProxyClass(type)) {
      return "a proxy of " + type.getInterfaces()[0].getName() + ": proxies cannot be sent";
    } else if (AllowedClasses.hasSerialForm(type)) {
      return type.getName() + notAllowed(type);
    }
    boolean view = value instanceof Collection || value instanceof Map;
    return type.getName() + ": it is not Serializable" + (view ? "; send a copy" : "");
  }

  static String notAllowed(Class<?> type) {
    String name = type.getCanonicalName();
    return notAllowed(name == null ? type.getName() : name);
  }

  static String notAllowed(String name) {
    return ": its class is not allowed; call Cluster.allowInMessages("
        + name
        + ".class) in the primary and in the workers";
  }

  private void checkDepth() {
    if (STACK.walk(ObjectEncoder::levels) > limit.maxDepth) {
      throw new TooDeep();
    }
  }

  /** Counts a method of the JDK that is on the stack once for each level. */
  private static long levels(Stream<StackWalker.StackFrame> frames) {
    return frames
        .takeWhile(frame -> !isBottom(frame))
        .filter(frame -> frame.getMethodName().equals("writeObject0"))
        .count();
  }

  private static boolean isBottom(StackWalker.StackFrame frame) {
    return frame.getMethodName().equals("write")
        && frame.getClassName().equals(ObjectEncoder.class.getName());
  }

  private static String nameOf(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }

  /** Unchecked, because the JDK would write an IOException into the stream. */
  private static final class Unsendable extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    Unsendable(String sentence) {
      this(sentence, null);
    }

    Unsendable(String sentence, @Nullable Throwable cause) {
      super(sentence, cause, false, false);
    }
  }

  private static final class TooDeep extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    TooDeep() {
      super(null, null, false, false);
    }
  }
}
