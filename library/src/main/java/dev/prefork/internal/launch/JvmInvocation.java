package dev.prefork.internal.launch;

import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a JVM was started, as the operating system and the JVM's own properties tell it.
 *
 * @param words the argument vector, the program's own name first
 * @param executable the file that was executed
 * @param classPath the property java.class.path: it knows what CLASSPATH, JDK_JAVA_OPTIONS and
 *     wildcards came to
 * @param release the property jdk.internal.javac.source: what {@code --source} said, wherever it
 *     was given
 */
record JvmInvocation(
    List<String> words, String executable, String classPath, @Nullable String release) {

  /** Takes copies. */
  public JvmInvocation {
    words = List.copyOf(words);
  }

  /**
   * How this JVM was started. The argument vector comes from /proc, because {@code
   * ProcessHandle.info()} has none above 4 KB.
   */
  public static JvmInvocation thisProcess() {
    return new JvmInvocation(
        split(read("/proc/self/cmdline")),
        executedFile(),
        System.getProperty("java.class.path", ""),
        System.getProperty("jdk.internal.javac.source"));
  }

  /**
   * True if this is the {@code java} command. Anything else has a command line that only it
   * understands.
   */
  boolean isJavaCommand() {
    return isJava(executable) || isJava(words.getFirst());
  }

  private static boolean isJava(String path) {
    return path.substring(path.lastIndexOf('/') + 1).equals("java");
  }

  /** Each argument ends with NUL, an empty one too. */
  static List<String> split(String vector) {
    String[] words = vector.split("\0", -1);
    return List.of(words).subList(0, Math.max(words.length - 1, 0));
  }

  /**
   * A file's text in the charset in which the launcher reads arguments and ProcessBuilder writes
   * them.
   */
  static String read(String file) {
    try {
      byte[] bytes = Files.readAllBytes(WorkingDirectory.resolve(Path.of(file)));
      return new String(bytes, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    } catch (IOException e) {
      throw new CannotLaunchException(
          "reading "
              + file
              + " for the primary's command line failed ("
              + e
              + "); set exec in the settings",
          e);
    }
  }

  private static String executedFile() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
    } catch (IOException e) {
      // A process may be forbidden to look at itself; the first argument then has to do.
      return "";
    }
  }
}
