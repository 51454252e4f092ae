package dev.prefork.internal.codec.json;

import dev.prefork.internal.codec.RecordAccess;
import dev.prefork.internal.codec.UnsupportedValue;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the values that {@link JsonDecoder} returns to declared types. */
final class JsonConverter {

  private JsonConverter() {}

  static <T> T convert(@Nullable Object decoded, Class<T> type) {
    try {
      if (decoded == null) {
        throw mismatch(null, type);
      }
      @SuppressWarnings("unchecked") // Class.cast would fail for a primitive class.
      T converted = (T) convertNonNull(decoded, type, type);
      return converted;
    } catch (UnsupportedValue unsupported) {
      throw unsupported.toException();
    }
  }

  private static @Nullable Object convertNullable(@Nullable Object value, Type declared) {
    Type type = JavaTypes.resolved(declared);
    Class<?> raw = JavaTypes.raw(type);
    if (value != null) {
      return convertNonNull(value, type, raw);
    }
    if (raw.isPrimitive()) {
      throw mismatch(null, raw);
    }
    return null;
  }

  private static Object convertNonNull(Object value, Type type, Class<?> raw) {
    if (value instanceof Map<?, ?> members) {
      if (raw.isRecord()) {
        return newRecord(members, raw);
      } else if (Map.class.isAssignableFrom(raw)) {
        return newMap(members, type, raw);
      }
    } else if (value instanceof Collection<?> elements) {
      if (raw.isArray()) {
        return newArray(elements, JavaTypes.element(type));
      } else if (Iterable.class.isAssignableFrom(raw)) {
        return newCollection(elements, type, raw);
      }
    }
    return scalar(value, raw);
  }

  private static Object newRecord(Map<?, ?> members, Class<?> type) {
    RecordAccess access = RecordAccess.of(type);
    @Nullable Object[] values = new Object[access.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(members, access.name(i), access.type(i));
    }
    return access.newRecord(values);
  }

  private static @Nullable Object component(Map<?, ?> members, String name, Type type) {
    Object value = members.get(name);
    try {
      if (value == null && !members.containsKey(name) && JavaTypes.raw(type).isPrimitive()) {
        throw new UnsupportedValue(
            "cannot read ", " as " + type.getTypeName() + ": the member is missing");
      }
      return convertNullable(value, type);
    } catch (UnsupportedValue unsupported) {
      throw unsupported.at(name);
    }
  }

  private static Object newMap(Map<?, ?> members, Type type, Class<?> raw) {
    if (!raw.isAssignableFrom(LinkedHashMap.class)) {
      throw mismatch(members, raw);
    }
    Class<?> keyType = JavaTypes.raw(JavaTypes.argument(type, 0));
    Type valueType = JavaTypes.argument(type, 1);
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : members.entrySet()) {
      String name = String.valueOf(entry.getKey());
      try {
        map.put(scalar(name, keyType), convertNullable(entry.getValue(), valueType));
      } catch (UnsupportedValue unsupported) {
        throw unsupported.at(name);
      }
    }
    return map;
  }

  private static Object newCollection(Collection<?> elements, Type type, Class<?> raw) {
    Collection<@Nullable Object> collection = emptyCollection(raw);
    if (collection == null) {
      throw mismatch(elements, raw);
    }
    Type elementType = JavaTypes.argument(type, 0);
    int index = 0;
    for (Object element : elements) {
      collection.add(element(element, elementType, index++));
    }
    return collection;
  }

  private static @Nullable Collection<@Nullable Object> emptyCollection(Class<?> type) {
    if (type.isAssignableFrom(ArrayList.class)) {
      return new ArrayList<>();
    }
    return type.isAssignableFrom(LinkedHashSet.class) ? new LinkedHashSet<>() : null;
  }

  private static Object newArray(Collection<?> elements, Type elementType) {
    Object array = Array.newInstance(JavaTypes.raw(elementType), elements.size());
    int index = 0;
    for (Object element : elements) {
      Array.set(array, index, element(element, elementType, index));
      index++;
    }
    return array;
  }

  private static @Nullable Object element(@Nullable Object element, Type type, int index) {
    try {
      return convertNullable(element, type);
    } catch (UnsupportedValue unsupported) {
      throw unsupported.at(index);
    }
  }

  private static Object scalar(Object value, Class<?> declared) {
    Class<?> type = JavaTypes.boxed(declared);
    Object converted = null;
    if (type.isInstance(value)) {
      return value;
    } else if (value instanceof Number number) {
      converted = Numbers.convert(type, number);
    } else if (value instanceof String text && type.isEnum()) {
      converted = constant(text, type);
    } else if (value instanceof String text && type == Character.class && text.length() == 1) {
      converted = text.charAt(0);
    }
    if (converted == null) {
      throw mismatch(value, declared);
    }
    return converted;
  }

  private static @Nullable Object constant(String name, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  private static UnsupportedValue mismatch(@Nullable Object value, Class<?> type) {
    return new UnsupportedValue(
        "cannot read ", " as " + type.getSimpleName() + ": it is " + described(value));
  }

  private static String described(@Nullable Object value) {
    if (value instanceof String text) {
      return "the string " + UnsupportedValue.quoted(text);
    } else if (value instanceof Number) {
      return "the number " + UnsupportedValue.printable(value.toString());
    } else if (value instanceof Map) {
      return "an object";
    } else if (value instanceof Collection) {
      return "a list";
    }
    return value instanceof Boolean || value == null ? "" + value : value.getClass().getName();
  }
}
