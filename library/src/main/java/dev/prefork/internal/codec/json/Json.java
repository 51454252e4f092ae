package dev.prefork.internal.codec.json;

import dev.prefork.internal.codec.MalformedMessageException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes messages as JSON in UTF-8, and decodes them.
 *
 * <p>{@link #decode} reads every message that {@link #encode} writes. Both follow RFC 8259 strictly
 * and are thread-safe.
 */
public final class Json {

  /** The maximum nesting depth of maps, lists and records. */
  public static final int MAX_DEPTH = 512;

  /** The maximum number of characters of a number. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  private Json() {}

  /**
   * Encodes a message as one JSON document.
   *
   * <p>A message can contain records (one member for each component), maps, collections and other
   * iterables, arrays, character sequences and characters, enums (by name), booleans, numbers and
   * null. The keys of a map are strings or enums. As in Node, {@code NaN} and the infinities become
   * null, and a lone surrogate is escaped. {@code BigInteger} and {@code BigDecimal} are written
   * exactly.
   *
   * @return the document in UTF-8, without line breaks
   * @throws IllegalArgumentException if the message contains another type, is nested deeper than
   *     {@link #MAX_DEPTH} (as every cycle is), or contains a number longer than {@link
   *     #MAX_NUMBER_LENGTH}; the message is one line with the path to the value
   */
  public static byte[] encode(@Nullable Object message) {
    return JsonEncoder.encode(message);
  }

  /** Decodes a whole array; see {@link #decode(byte[], int, int)}. */
  public static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Decodes one JSON document, which fills the range.
   *
   * <p>An object becomes a {@code LinkedHashMap} (the last of several equal keys wins), an array an
   * {@code ArrayList}. A number without fraction and exponent becomes an {@code Integer}, {@code
   * Long} or {@code BigInteger}, whichever is the smallest that holds it. Any other number becomes
   * a {@code Double}, or a {@code BigDecimal} if it exceeds the range of a double. As in Node, an
   * escaped lone surrogate becomes that surrogate.
   *
   * @param offset the index of the document's first byte
   * @param length the length in bytes
   * @throws MalformedMessageException if the bytes are not strict JSON in valid UTF-8, are nested
   *     deeper than {@link #MAX_DEPTH}, or contain a number longer than {@link #MAX_NUMBER_LENGTH}
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static @Nullable Object decode(byte[] bytes, int offset, int length)
      throws MalformedMessageException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return JsonDecoder.decode(bytes, offset, length);
  }

  /**
   * Converts the result of {@link #decode} to a type.
   *
   * <p>A map becomes a record through the canonical constructor; members are matched to components
   * by name. A missing member makes a component of a reference type null, and is an error for a
   * primitive component. Unknown members are ignored. Components can be records, enums (by name),
   * strings, characters, booleans, all types of number, arrays, {@code List}, {@code Set} and
   * {@code Map} (with keys of strings or enums) with their type arguments, and {@code Object}.
   * Numbers keep their value, except that decimals are rounded to the nearest {@code float} or
   * {@code double}.
   *
   * @return the converted value, never null
   * @throws IllegalArgumentException if the value is null or does not fit the type; the message is
   *     one line with the path to the value
   */
  public static <T> T convert(@Nullable Object decoded, Class<T> type) {
    return JsonConverter.convert(decoded, type);
  }
}
