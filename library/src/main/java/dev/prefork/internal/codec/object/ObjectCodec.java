package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes messages as object graphs with the JDK's serialization, the counterpart of Node's {@code
 * advanced}.
 *
 * <p>{@link #decode} reads every message that {@link #encode} writes, if the same classes are
 * {@link AllowedClasses allowed} in both processes. Thread-safe.
 */
public final class ObjectCodec {

  /** The nesting depth that is always supported. Up to a tenth more can be accepted. */
  public static final int MAX_DEPTH = 10_000;

  private ObjectCodec() {}

  /**
   * Encodes a message and all objects that it references.
   *
   * <p>Shared references and cycles are preserved, except for cycles through a record or through an
   * unmodifiable collection such as {@code List.of}, because their contents must exist first.
   *
   * @throws IllegalArgumentException if the class of an object is not allowed or not serializable,
   *     if the graph is deeper than {@link #MAX_DEPTH}, or if a serialization method of an object
   *     fails; the message is one line with the class
   */
  public static byte[] encode(@Nullable Object message) {
    return ObjectEncoder.encode(message);
  }

  /**
   * Decodes a message.
   *
   * <p>Untrusted bytes cannot create objects of other classes, use more memory than a small
   * multiple of their size, or take more than a few seconds.
   *
   * @throws MalformedMessageException if the bytes are not exactly one message, or contain an
   *     object of a class that is not allowed
   */
  public static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    return ObjectDecoder.decode(bytes);
  }
}
