package dev.prefork.internal.launch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds and runs the application's main method as the {@code java} launcher does. The application
 * sees the same system properties, and exceptions have the same stack traces.
 *
 * <p>Every worker runs this code at startup. It avoids lambdas, streams and formatting, because the
 * first use of each costs milliseconds in a new JVM. It calls method handles rather than {@code
 * Method.invoke}, which would generate additional classes.
 */
public final class MainInvoker {
  private static final String MAIN = "main";
  private static final Class<?>[] ARGS = {String[].class};
  private static final Class<?>[] NONE = {};
  private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.SourceLauncher";

  private MainInvoker() {}

  /**
   * Runs the application and returns when its main method returns.
   *
   * @param args {@code <kind> <name> <arguments of the application...>}; the kind is class, module
   *     or source
   * @throws Throwable if the main method throws it
   */
  public static void run(String[] args) throws Throwable {
    String name = args[1];
    switch (args[0]) {
      case "class" -> runClass(name, skip(2, args));
      case "module" -> runModule(name, skip(2, args));
      case "source" -> runSource(skip(1, args));
      default ->
          exit("Unknown kind of program '" + args[0] + "': expected class, module or source");
    }
  }

  private static void runClass(String name, String[] args) throws Throwable {
    String jar = System.getProperty("dev.prefork.jar");
    setCommandProperty(jar == null ? name : jar, args);
    if (jar != null && Boolean.getBoolean("dev.prefork.jar.agent")) {
      loadAgent(jar);
    }
    call(load(name), args);
  }

  private static void runModule(String program, String[] args) throws Throwable {
    int slash = program.indexOf('/');
    setCommandProperty(program, args);
    call(loadFromModule(program.substring(0, slash), program.substring(slash + 1)), args);
  }

  private static void runSource(String[] args) throws Throwable {
    setCommandProperty("jdk.compiler/" + SOURCE_LAUNCHER, args);
    call(loadFromModule("jdk.compiler", SOURCE_LAUNCHER), args);
  }

  private static String[] skip(int count, String[] args) {
    return Arrays.copyOfRange(args, count, args.length);
  }

  /** Sets the property in which tools and frameworks look up the program. */
  private static void setCommandProperty(String program, String[] args) {
    StringBuilder command = new StringBuilder(program);
    for (String arg : args) {
      command.append(' ').append(arg);
    }
    System.setProperty("sun.java.command", command.toString());
  }

  /**
   * Loads the agent of a jar with Launcher-Agent-Class. Does nothing without the module
   * java.instrument, as the launcher.
   */
  private static void loadAgent(String jar) throws Throwable {
    Module instrument = ModuleLayer.boot().findModule("java.instrument").orElse(null);
    Class<?> agents =
        instrument == null ? null : Class.forName(instrument, "sun.instrument.InstrumentationImpl");
    if (agents != null) {
      try {
        agents.getMethod("loadAgent", String.class).invoke(null, jar);
      } catch (ReflectiveOperationException e) {
        exit("Could not load the agent in " + jar + " (" + e.getCause() + ")");
      }
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw notLoaded(name, "on the class path", e);
    }
  }

  private static Class<?> loadFromModule(String module, String name) {
    Throwable cause = null;
    try {
      Module from = ModuleLayer.boot().findModule(module).orElse(null);
      Class<?> loaded = from == null ? null : Class.forName(from, name);
      if (loaded != null) {
        System.setProperty("jdk.module.main.class", name);
        return loaded;
      }
    } catch (LinkageError e) {
      cause = e;
    }
    throw notLoaded(name, "in module " + module, cause);
  }

  private static RuntimeException notLoaded(String name, String where, @Nullable Throwable cause) {
    String why = cause == null ? "" : " (" + cause + ")";
    return exit("Could not find or load main class " + name + " " + where + why);
  }

  private static void call(Class<?> program, String[] args) throws Throwable {
    Method method = mainMethod(program);
    try {
      MethodHandle main = handle(program, method);
      if (main.type().parameterCount() == 0) {
        main.invokeExact();
      } else {
        main.invokeExact(args);
      }
    } catch (Throwable e) {
      removeOwnFrames(e);
      throw e;
    }
  }

  private static MethodHandle handle(Class<?> program, Method main) throws Throwable {
    MethodHandle handle = accessible(main);
    return Modifier.isStatic(main.getModifiers())
        ? handle
        : handle.bindTo((Object) constructor(program).invokeExact());
  }

  private static MethodHandle accessible(Method main) {
    try {
      main.trySetAccessible();
      return MethodHandles.lookup().unreflect(main).asFixedArity();
    } catch (ReflectiveOperationException e) {
      throw exit("Could not call " + main + " (" + e.getMessage() + ")");
    }
  }

  private static MethodHandle constructor(Class<?> program) throws Throwable {
    boolean inner = program.isMemberClass() && !Modifier.isStatic(program.getModifiers());
    if (inner || Modifier.isAbstract(program.getModifiers())) {
      throw exit(
          "The main method is not static, but " + program + " is abstract or an inner class");
    }
    Constructor<?> constructor = withoutParameters(program);
    if (constructor == null || Modifier.isPrivate(constructor.getModifiers())) {
      throw exit("No non-private constructor without parameters in " + program);
    }
    constructor.trySetAccessible();
    MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
    return handle.asType(MethodType.methodType(Object.class));
  }

  private static @Nullable Constructor<?> withoutParameters(Class<?> program) {
    try {
      return program.getDeclaredConstructor();
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Method mainMethod(Class<?> program) {
    try {
      Method main = lookForMain(program);
      if (main != null && isMain(main)) {
        return main;
      }
    } catch (LinkageError e) {
      throw exit("Unable to look for the main method in " + program + " (" + e + ")");
    }
    throw exit("Main method not found in " + program + ": add void main(String[])");
  }

  /** Searches in the launcher's order: public main(String[]), other main(String[]), main(). */
  private static @Nullable Method lookForMain(Class<?> program) {
    // First getMethods(), which does not resolve the types in the class's private methods.
    Method main = find(program.getMethods(), ARGS, true);
    if (main == null) {
      main = find(program, ARGS, true);
    }
    return isMain(main) ? main : find(program, NONE, true);
  }

  private static boolean isMain(@Nullable Method method) {
    return method != null
        && method.getReturnType() == void.class
        && !Modifier.isPrivate(method.getModifiers());
  }

  private static @Nullable Method find(Class<?> in, Class<?>[] parameters, boolean allowStatic) {
    Method found = find(in.getDeclaredMethods(), parameters, allowStatic);
    return found == null ? findInherited(in, parameters, allowStatic) : found;
  }

  /** Avoids getMethod(), which uses streams for the message of a NoSuchMethodException. */
  private static @Nullable Method find(
      Method[] methods, Class<?>[] parameters, boolean allowStatic) {
    for (Method method : methods) {
      if (method.getName().equals(MAIN)
          && Arrays.equals(method.getParameterTypes(), parameters)
          && (allowStatic || !Modifier.isStatic(method.getModifiers()))) {
        return method;
      }
    }
    return null;
  }

  private static @Nullable Method findInherited(
      Class<?> in, Class<?>[] parameters, boolean allowStatic) {
    Class<?> parent = in.getSuperclass();
    Method found = parent == null ? null : find(parent, parameters, allowStatic);
    for (Class<?> superInterface : in.getInterfaces()) {
      found = found == null ? find(superInterface, parameters, false) : found;
    }
    return found;
  }

  /** Ends the stack traces with the application's main method, as under the launcher. */
  private static void removeOwnFrames(Throwable thrown) {
    for (Throwable e = thrown; e != null && trimTrace(e); e = e.getCause()) {}
  }

  /** Returns false if the trace has no frames to remove, which also ends a circle of causes. */
  private static boolean trimTrace(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    int end = trace.length;
    while (end > 0 && isOwnFrame(trace[end - 1].getClassName())) {
      end--;
    }
    boolean found = end < trace.length;
    while (found && end > 0 && isInvocationFrame(trace[end - 1].getClassName())) {
      end--;
    }
    thrown.setStackTrace(Arrays.copyOf(trace, end));
    return found;
  }

  private static boolean isOwnFrame(String className) {
    return className.startsWith("dev.prefork.internal.");
  }

  /** Returns true for frames between this class and a static initializer that failed. */
  private static boolean isInvocationFrame(String className) {
    return className.startsWith("java.lang.invoke.")
        || className.equals("jdk.internal.misc.Unsafe");
  }

  private static RuntimeException exit(String error) {
    System.err.println("Error: " + error);
    System.exit(1);
    throw new Error(error);
  }
}
