package dev.prefork.internal.codec.object;

import dev.prefork.internal.codec.RecordAccess;
import dev.prefork.internal.codec.UnsupportedValue;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a stream for a record that is not Serializable. As a record itself it becomes an object
 * only when all that is in it is there, so that nothing can point to it before.
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
      throw new InvalidObjectException("a record of a class that is none");
    }
    try {
      RecordAccess access = RecordAccess.of(type);
      if (!Arrays.equals(access.names(), names)) {
        throw new InvalidObjectException(type.getName() + " has other components here");
      }
      return access.newRecord(values);
    } catch (UnsupportedValue unsupported) {
      throw new InvalidObjectException(
          unsupported.toExceptionAt(type.getName()).getMessage(), unsupported);
    }
  }
}
