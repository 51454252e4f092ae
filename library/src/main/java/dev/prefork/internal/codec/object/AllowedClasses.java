package dev.prefork.internal.codec.object;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes whose objects a message of {@link ObjectCodec} can contain: the JDK's {@link
 * JdkValues value classes} and the classes that the program has allowed.
 *
 * <p>A class name in received bytes is only looked up in this list; it never loads a class.
 * Thread-safe.
 */
public final class AllowedClasses {

  private static final int MAX_DIMENSIONS = 255;

  /** The classes that replace other objects in a stream. */
  private static final List<Class<?>> REPLACEMENTS = List.of(SentRecord.class, SentText.class);

  private static final Map<String, Class<?>> ALLOWED = new ConcurrentHashMap<>();

  private AllowedClasses() {}

  /**
   * Allows classes, their serializable superclasses, and arrays of them. Allowing an interface or
   * an abstract class allows its arrays. If two classes have the same name, the last one replaces
   * the first.
   *
   * @throws IllegalArgumentException if a class is neither {@link Serializable} nor a record
   */
  public static void allow(Class<?>... types) {
    for (Class<?> type : types) {
      allow(elementOf(type));
    }
  }

  private static void allow(Class<?> type) {
    if (!hasSerialForm(type) && !Modifier.isAbstract(type.getModifiers())) {
      throw new IllegalArgumentException(
          "cannot allow "
              + type.getName()
              + " in messages: it is neither a record nor Serializable");
    }
    ALLOWED.put(type.getName(), type);
    Class<?> parent = type.getSuperclass();
    while (parent != null && Serializable.class.isAssignableFrom(parent)) {
      ALLOWED.put(parent.getName(), parent);
      parent = parent.getSuperclass();
    }
  }

  static boolean hasSerialForm(Class<?> type) {
    return Serializable.class.isAssignableFrom(type) || type.isRecord();
  }

  static boolean contains(Class<?> type) {
    Class<?> element = elementOf(type);
    return (element.isPrimitive() && type.isArray())
        || ALLOWED.get(element.getName()) == element
        || JdkValues.contains(element)
        || REPLACEMENTS.contains(element);
  }

  /** Returns the class of this name, or null if it is not allowed. */
  static @Nullable Class<?> find(String name) {
    int dimensions = 0;
    while (name.startsWith("[", dimensions)) {
      dimensions++;
    }
    if (dimensions > MAX_DIMENSIONS) {
      return null;
    }
    Class<?> type = dimensions == 0 ? simple(name) : element(name.substring(dimensions));
    for (int i = 0; type != null && i < dimensions; i++) {
      type = type.arrayType();
    }
    return type;
  }

  private static @Nullable Class<?> simple(String name) {
    Class<?> allowed = ALLOWED.get(name);
    if (allowed != null) {
      return allowed;
    }
    for (Class<?> replacement : REPLACEMENTS) {
      if (replacement.getName().equals(name)) {
        return replacement;
      }
    }
    return JdkValues.find(name);
  }

  /** Returns the element type of an array, from the descriptor after the brackets. */
  private static @Nullable Class<?> element(String descriptor) {
    return switch (descriptor) {
      case "Z" -> boolean.class;
      case "B" -> byte.class;
      case "C" -> char.class;
      case "S" -> short.class;
      case "I" -> int.class;
      case "J" -> long.class;
      case "F" -> float.class;
      case "D" -> double.class;
      default ->
          descriptor.startsWith("L") && descriptor.endsWith(";")
              ? simple(descriptor.substring(1, descriptor.length() - 1))
              : null;
    };
  }

  private static Class<?> elementOf(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }
}
