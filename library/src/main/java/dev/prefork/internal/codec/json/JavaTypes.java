package dev.prefork.internal.codec.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Map;

/** Resolves the declared type of a record component. */
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

  /** Returns the type, or the upper bound of a type variable or wildcard. */
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

  /** Returns a type argument; Object for a raw type. */
  static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  /** Returns the element type of an array. */
  static Type element(Type type) {
    return type instanceof GenericArrayType array
        ? array.getGenericComponentType()
        : raw(type).getComponentType();
  }

  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }
}
