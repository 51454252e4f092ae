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

/** Writes one graph of objects, and looks at each of them before. */
final class ObjectEncoder extends ObjectOutputStream {

  /**
   * How deep a graph may be, and how often that is measured: it is in no callback, only on the
   * stack. From one measurement to the next it cannot grow by more than there are objects.
   */
  enum Reach {
    /** On the stack of any thread: 250 levels of 3 KB. */
    SHALLOW(50, 200),
    /** On a stack made for it. */
    DEEP(ObjectCodec.MAX_DEPTH, 1000);

    private final int measured;
    private final int stride;

    Reach(int measured, int stride) {
      this.measured = measured;
      this.stride = stride;
    }

    /** The most that can pass, with what is in the last object that is counted. */
    int levels() {
      return measured + stride + 1;
    }
  }

  private static final int FIRST_CAPACITY = 512;

  private static final StackWalker STACK = StackWalker.getInstance();

  private final Reach reach;
  private int objects;

  private ObjectEncoder(ByteArrayOutputStream sink, Reach reach) throws IOException {
    super(sink);
    this.reach = reach;
    enableReplaceObject(true);
  }

  static byte[] encode(@Nullable Object message) {
    try {
      return explained(message, Reach.SHALLOW);
    } catch (TooDeep e) {
      return deep(message);
    }
  }

  private static byte[] deep(@Nullable Object message) {
    try {
      return DeepStack.call(() -> explained(message, Reach.DEEP));
    } catch (TooDeep e) {
      throw new IllegalArgumentException(
          "cannot send %s: more than %d objects within one another"
              .formatted(nameOf(message), ObjectCodec.MAX_DEPTH),
          e);
    }
  }

  private static byte[] explained(@Nullable Object message, Reach reach) {
    try {
      return write(message, reach);
    } catch (Refusal refusal) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal.getCause());
    } catch (TooDeep e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new TooDeep();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("cannot send " + nameOf(message) + ": " + e, e);
    }
  }

  private static byte[] write(@Nullable Object message, Reach reach) throws IOException {
    int text = message instanceof String whole ? whole.length() : 0;
    ByteArrayOutputStream sink = new ByteArrayOutputStream(FIRST_CAPACITY + text);
    try (ObjectEncoder encoder = new ObjectEncoder(sink, reach)) {
      encoder.writeObject(message);
    }
    byte[] bytes = sink.toByteArray();
    requireReadable(bytes, reach);
    return bytes;
  }

  private static void requireReadable(byte[] bytes, Reach reach) {
    try {
      int _ = ObjectCost.readable(bytes, reach.levels());
    } catch (ObjectCost.TooMuch e) {
      throw e.deep ? new TooDeep() : new Refusal("cannot send " + e.getMessage());
    }
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length() < SentText.LONG ? text : SentText.of(text);
    } else if (value == null || isLeaf(value)) {
      return value;
    }
    checkClass(value);
    if (++objects % reach.stride == 0) {
      checkDepth();
    }
    return value instanceof Record sent && !(value instanceof Serializable) ? form(sent) : value;
  }

  private static boolean isLeaf(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean;
  }

  private static SentRecord form(Record sent) {
    try {
      return SentRecord.of(sent);
    } catch (UnsupportedValue misfit) {
      IllegalArgumentException explained = misfit.explainedAt(sent.getClass().getName());
      throw new Refusal(String.valueOf(explained.getMessage()), misfit.getCause());
    }
  }

  /** Called for the class of each object, but also for one that is sent as an object itself. */
  @Override
  protected void annotateClass(Class<?> type) {
    if (!AllowedClasses.contain(type)) {
      throw new Refusal("cannot send the class object of " + type.getName() + notAllowed(type));
    }
  }

  private static void checkClass(Object value) {
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    if (!AllowedClasses.contain(type)) {
      throw new Refusal("cannot send " + refused(value, type));
    } else if (!AllowedClasses.hasSerialForm(type)) {
      throw new Refusal("cannot send " + type.getName() + ": it is not Serializable");
    }
  }

  private static String refused(Object value, Class<?> type) {
    if (value instanceof SerializedLambda lambda) {
      return "a lambda of " + lambda.getCapturingClass().replace('/', '.') + ": it is code";
    } else if (type.isHidden()) {
      return type.getName() + ": a lambda is code";
    } else if (Proxy.isProxyClass(type)) {
      return "a proxy of " + type.getInterfaces()[0].getName() + ": it is code";
    } else if (AllowedClasses.hasSerialForm(type)) {
      return type.getName() + notAllowed(type);
    }
    boolean view = value instanceof Collection || value instanceof Map;
    return type.getName() + ": it is not Serializable" + (view ? "; send a copy of it" : "");
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
    if (STACK.walk(ObjectEncoder::levels) > reach.measured) {
      throw new TooDeep();
    }
  }

  /** The method of the JDK that stands on the stack once for each object within another. */
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

  /** Passes through the JDK's code, which would write an IOException into the stream. */
  private static final class Refusal extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    Refusal(String sentence) {
      this(sentence, null);
    }

    Refusal(String sentence, @Nullable Throwable cause) {
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
