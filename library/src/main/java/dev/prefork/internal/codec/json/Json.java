package dev.prefork.internal.codec.json;

import dev.prefork.internal.codec.MalformedMessageException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages as JSON: plain values and records to UTF-8 bytes, and back.
 *
 * <p>Whatever {@link #encode} accepts, {@link #decode} reads. Both are strict RFC 8259, free of
 * state, and safe for use by any number of threads.
 */
public final class Json {

  /** How many maps, lists and records may stand inside one another. */
  public static final int MAX_DEPTH = 512;

  /** How many characters a number may have; beyond ±10^1000 it needs more. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  private Json() {}

  /**
   * Writes a message as one JSON document.
   *
   * <p>A message is made of records (one member for each component), maps, collections and other
   * iterables, arrays, character sequences and characters, enums (by name), booleans, numbers and
   * null. The keys of a map are strings or enums. {@code NaN} and the infinities become null, as
   * they do in Node. {@code BigInteger} and {@code BigDecimal} are written digit by digit. Half of
   * a surrogate pair is written as an escape, so that it survives.
   *
   * @return UTF-8, without line breaks
   * @throws IllegalArgumentException for anything else, for more than {@link #MAX_DEPTH} levels (so
   *     for every cycle) and for numbers above {@link #MAX_NUMBER_LENGTH}: one line with the path
   *     to the culprit
   */
  public static byte[] encode(@Nullable Object message) {
    return JsonEncoder.encode(message);
  }

  /** Reads a whole array; see {@link #decode(byte[], int, int)}. */
  public static @Nullable Object decode(byte[] bytes) throws MalformedMessageException {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Reads one JSON document that fills the range given.
   *
   * <p>Objects become a {@code LinkedHashMap} (of two equal keys the last wins), arrays an {@code
   * ArrayList}. A number without fraction and exponent is the first of {@code Integer}, {@code
   * Long}, {@code BigInteger} that holds it; any other is a {@code Double}, or, beyond the range of
   * that, a {@code BigDecimal}. An escape of half a surrogate pair gives that half.
   *
   * @param offset of the document's first byte
   * @param length in bytes
   * @throws MalformedMessageException if this is not strict JSON in valid UTF-8, is nested deeper
   *     than {@link #MAX_DEPTH}, or has a number above {@link #MAX_NUMBER_LENGTH}
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static @Nullable Object decode(byte[] bytes, int offset, int length)
      throws MalformedMessageException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return JsonDecoder.decode(bytes, offset, length);
  }

  /**
   * Makes a value of the type wanted from what {@link #decode} gave.
   *
   * <p>Records are made from maps, component by component by name, through their canonical
   * constructor. What a component of a reference type lacks is null; a primitive component must be
   * there. Members that the record does not know are ignored. Components may be records, enums (by
   * name), strings, characters, booleans, all types of number, arrays, {@code List}, {@code Set}
   * and {@code Map} (with keys of strings or enums) with their type arguments, and {@code Object}.
   * No number changes its value, save that a decimal is rounded to the {@code float} or {@code
   * double} next to it.
   *
   * @return never null: a message that is null has no value of any type
   * @throws IllegalArgumentException if the value does not fit the type: one line with its path
   */
  public static <T> T convert(@Nullable Object decoded, Class<T> type) {
    return JsonConverter.convert(decoded, type);
  }
}
