package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.RecordAccess;
import dev.prefork.internal.codec.UnsupportedValue;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a record that is not Serializable in a stream. This class is a record too, so the JDK
 * creates it only after its contents, and no other object can reference it before.
 */
record SentRecord(Class<?> type, String[] names, @Nullable Object[] values)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  static SentRecord of(Record sent) {
    RecordAccess access = RecordAccess.of(sent.getClass());
    @Nullable Object[] values = new @Nullable Object[access.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = access.value(sent, i);
    }
    return new SentRecord(sent.getClass(), access.names(), values);
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    if (type == null || !type.isRecord()) {
      throw new InvalidObjectException("not a record class: " + type);
    }
    try {
      RecordAccess access = RecordAccess.of(type);
      if (!Arrays.equals(access.names(), names)) {
        throw new InvalidObjectException(
            type.getName() + " has different components in this process");
      }
      return access.newRecord(values);
    } catch (UnsupportedValue unsupported) {
      throw new InvalidObjectException(
          unsupported.toExceptionAt(type.getName()).getMessage(), unsupported);
    }
  }
}
