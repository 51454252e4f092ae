package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Messages as graphs of objects, by the JDK's serialization: the counterpart of Node's {@code
 * advanced}.
 *
 * <p>Whatever {@link #encode} accepts, {@link #decode} reads in a process where the same classes
 * are {@link AllowedClasses allowed}: each side checks by itself. Both are free of state, and safe
 * for use by any number of threads.
 */
public final class ObjectCodec {

  /** So many objects within one another are always sent; a tenth more may be. */
  public static final int MAX_DEPTH = 10_000;

  private ObjectCodec() {}

  /**
   * Writes a message with all that can be reached from it.
   *
   * <p>References stay what they are: what is shared arrives shared, and a cycle arrives as a
   * cycle, unless it leads through a record or an unmodifiable collection of {@code List.of} and
   * its like, which are made only when all that is in them is there.
   *
   * @throws IllegalArgumentException if there is an object of a class that is not allowed or has no
   *     serial form, for more than {@link #MAX_DEPTH} levels, and if a serial method of an object
   *     fails: one line with the class
   */
  public static byte[] encode(@Nullable Object message) {
    return ObjectEncoder.encode(message);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * <p>Bytes from elsewhere make no object of any other class, no more memory than a small multiple
   * of their own, and no more work than some seconds.
   *
   * @throws MalformedMessageException if this is not one whole message, or has objects of classes
   *     that are not allowed here
   */
  public static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    return ObjectDecoder.decode(bytes);
  }
}
