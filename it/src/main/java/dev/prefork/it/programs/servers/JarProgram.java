package dev.prefork.it.programs.servers;

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
 * Runs an executable jar inside a test worker, for example a server of the modules under {@code
 * servers/}. The variable {@code SERVER} contains the path of the jar and the arguments.
 */
public final class JarProgram {
  private JarProgram() {}

  /** Runs the main method, as {@code java -jar} does. */
  public static void run() throws Exception {
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
