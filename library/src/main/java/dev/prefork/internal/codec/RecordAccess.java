package dev.prefork.internal.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Reads and creates records of one class by reflection. */
public final class RecordAccess {

  private static final ClassValue<RecordAccess> CACHE =
      new ClassValue<>() {
        @Override
        protected RecordAccess computeValue(Class<?> type) {
          return new RecordAccess(type);
        }
      };

  private final Class<?> type;
  private final String[] names;
  private final Type[] types;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordAccess(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    this.type = type;
    this.names = new String[components.length];
    this.types = new Type[components.length];
    this.accessors = new Method[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      names[i] = components[i].getName();
      types[i] = components[i].getGenericType();
      accessors[i] = components[i].getAccessor();
      parameters[i] = components[i].getType();
    }
    this.constructor = canonicalConstructor(type, parameters);
    makeAccessible();
  }

  /** Returns the access to a record class; throws UnsupportedValue if its module is closed. */
  public static RecordAccess of(Class<?> type) {
    return CACHE.get(type);
  }

  private static Constructor<?> canonicalConstructor(Class<?> type, Class<?>[] parameters) {
    try {
      return type.getDeclaredConstructor(parameters);
    } catch (NoSuchMethodException e) {
      throw new LinkageError("no canonical constructor in " + type.getName(), e);
    }
  }

  private void makeAccessible() {
    try {
      constructor.setAccessible(true);
      for (Method accessor : accessors) {
        accessor.setAccessible(true);
      }
    } catch (InaccessibleObjectException e) {
      throw new UnsupportedValue("cannot use the record at ", missingOpens(), e);
    }
  }

  private String missingOpens() {
    return ": module %s does not open the package of %s; add \"opens %s to dev.prefork;\" to its descriptor"
        .formatted(type.getModule().getName(), type.getName(), type.getPackageName());
  }

  public int size() {
    return names.length;
  }

  public String name(int index) {
    return names[index];
  }

  /** Returns all names, in an internal array that the caller must not change. */
  public String[] names() {
    return names;
  }

  public Type type(int index) {
    return types[index];
  }

  public @Nullable Object value(Record message, int index) {
    try {
      return accessors[index].invoke(message);
    } catch (InvocationTargetException e) {
      throw failed(names[index] + "()", e);
    } catch (IllegalAccessException e) {
      throw new LinkageError("an accessor of " + type.getName() + " is not accessible", e);
    }
  }

  public Object newRecord(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw failed("the constructor", e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new LinkageError("the constructor of " + type.getName() + " is not accessible", e);
    }
  }

  private UnsupportedValue failed(String what, InvocationTargetException e) {
    Throwable cause = e.getTargetException();
    if (cause instanceof Error error) {
      throw error;
    }
    String reason = what + " of " + type.getName() + " threw " + cause.getClass().getName();
    return new UnsupportedValue(
        "cannot use the record at ", ": " + reason + described(cause), cause);
  }

  private static String described(Throwable cause) {
    return cause.getMessage() == null ? "" : ": " + UnsupportedValue.quoted(cause.getMessage());
  }
}
