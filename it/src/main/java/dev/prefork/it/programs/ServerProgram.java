package dev.prefork.it.programs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A server of the modules under {@code servers/} in a worker of ours: the variable {@code SERVER}
 * has its jar and its arguments.
 */
final class ServerProgram {
  private ServerProgram() {}

  /** Runs its main method, as {@code java -jar} does. */
  static void run() throws Exception {
    String[] words = System.getenv("SERVER").split(" ", -1);
    URI jar = Path.of(words[0]).toUri();
    Method main =
        new URLClassLoader(new URL[] {jar.toURL()})
            .loadClass(mainClass(words[0]))
            .getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    try {
      main.invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static String mainClass(String jar) throws Exception {
    try (JarFile file = new JarFile(jar)) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
  }
}
