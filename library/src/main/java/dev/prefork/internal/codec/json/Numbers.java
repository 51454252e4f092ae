package dev.prefork.internal.codec.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Converts numbers between JSON text and Java types, and limits their size. */
final class Numbers {

  private static final int LIMIT = Json.MAX_NUMBER_LENGTH;

  /** An integer with more bits has more than LIMIT digits, because log2(10) < 3.33. */
  private static final int MAX_BITS = LIMIT * 333 / 100;

  private static final String TOO_LONG = "a number of more than " + LIMIT + " characters";

  private static final String TOO_LARGE = "a number beyond 10^" + LIMIT;

  private Numbers() {}

  /**
   * Returns the exact value of a number, if {@link #read} accepts it.
   *
   * @throws NumberFormatException if the number is too large, or its text is not a number
   */
  static BigDecimal bounded(Number number) {
    BigDecimal exact = exact(number);
    // A cheap check first: formatting a number of a million digits takes seconds.
    if (exact.unscaledValue().bitLength() > MAX_BITS || Math.abs((long) exact.scale()) > LIMIT) {
      throw new NumberFormatException(TOO_LARGE);
    }
    if (exact.toString().length() > LIMIT) {
      throw new NumberFormatException(TOO_LONG);
    }
    return exact;
  }

  /**
   * Parses a number; see {@link Json#decode} for the type of the result.
   *
   * @throws NumberFormatException if the number is too large
   */
  static Number read(String literal) {
    if (literal.length() > LIMIT) {
      throw new NumberFormatException(TOO_LONG);
    }
    return isInteger(literal) ? readInteger(literal) : readDecimal(literal);
  }

  private static boolean isInteger(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  private static Number readInteger(String literal) {
    if (literal.length() <= 18) {
      return smallest(Long.parseLong(literal));
    }
    BigInteger large = new BigInteger(literal);
    return large.bitLength() < Long.SIZE ? smallest(large.longValue()) : large;
  }

  private static Number smallest(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  private static Number readDecimal(String literal) {
    double rounded = Double.parseDouble(literal);
    if (Double.isFinite(rounded)) {
      return rounded;
    }
    return readLarge(literal);
  }

  private static Number readLarge(String literal) {
    try {
      BigDecimal exact = new BigDecimal(literal);
      if (exact.scale() >= -LIMIT) {
        return exact;
      }
    } catch (NumberFormatException e) {
      // The exponent does not fit into a BigDecimal.
    }
    throw new NumberFormatException(TOO_LARGE);
  }

  /** Returns the number in another type, or null if that type cannot represent it. */
  static @Nullable Number convert(Class<?> type, Number number) {
    if (number.getClass() == type) {
      return number;
    }
    try {
      return fromExact(type, exact(number), isInteger(number));
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Number fromExact(Class<?> type, BigDecimal exact, boolean integer) {
    if (type == Integer.class) {
      return exact.intValueExact();
    } else if (type == Long.class) {
      return exact.longValueExact();
    } else if (type == Short.class) {
      return exact.shortValueExact();
    } else if (type == Byte.class) {
      return exact.byteValueExact();
    } else if (type == Double.class) {
      return rounded(exact.doubleValue(), exact, integer);
    } else if (type == Float.class) {
      return rounded(exact.floatValue(), exact, integer);
    }
    return fromExact(type, exact);
  }

  private static @Nullable Number fromExact(Class<?> type, BigDecimal exact) {
    if (type == BigDecimal.class) {
      return exact;
    }
    boolean affordable = exact.scale() >= -LIMIT;
    return type == BigInteger.class && affordable ? exact.toBigIntegerExact() : null;
  }

  /** Accepts a rounded decimal, but not a rounded integer. */
  private static @Nullable Number rounded(Number binary, BigDecimal exact, boolean integer) {
    double value = binary.doubleValue();
    if (!Double.isFinite(value) || (integer && !sameValue(value, exact))) {
      return null;
    }
    return binary;
  }

  private static boolean sameValue(double value, BigDecimal exact) {
    return new BigDecimal(value).compareTo(exact) == 0;
  }

  private static boolean isInteger(Number number) {
    return !(number instanceof Double || number instanceof Float || number instanceof BigDecimal);
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    } else if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    } else if (number instanceof Integer || number instanceof Long) {
      return BigDecimal.valueOf(number.longValue());
    }
    return new BigDecimal(number.toString());
  }
}
