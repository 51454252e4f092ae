package dev.prefork.internal.codec.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Map;

/** What a component's declared type says about the values it takes. */
final class JavaTypes {

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          char.class, Character.class,
          double.class, Double.class,
          float.class, Float.class,
          int.class, Integer.class,
          long.class, Long.class,
          short.class, Short.class);

  private JavaTypes() {}

  /** The type itself, or what is known of a type variable or wildcard: its upper bound. */
  static Type resolved(Type type) {
    if (type instanceof WildcardType wildcard) {
      return resolved(wildcard.getUpperBounds()[0]);
    }
    return type instanceof TypeVariable<?> variable ? resolved(variable.getBounds()[0]) : type;
  }

  static Class<?> raw(Type declared) {
    Type type = resolved(declared);
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    } else if (type instanceof GenericArrayType array) {
      return raw(array.getGenericComponentType()).arrayType();
    }
    return (Class<?>) type;
  }

  /** A type argument; Object where there is none. */
  static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  /** The type of an array's elements. */
  static Type element(Type type) {
    return type instanceof GenericArrayType array
        ? array.getGenericComponentType()
        : raw(type).getComponentType();
  }

  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }
}
