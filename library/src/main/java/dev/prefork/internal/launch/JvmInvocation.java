package dev.prefork.internal.launch;

import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The invocation of a JVM, as read from the operating system and the JVM's properties.
 *
 * @param words the argument vector, the program's name first
 * @param executable the file that was executed, empty if unknown
 * @param classPath the property java.class.path, which includes CLASSPATH, JDK_JAVA_OPTIONS and
 *     expanded wildcards
 * @param release the property jdk.internal.javac.source: the value of {@code --source}, on the
 *     command line or in a variable
 */
public record JvmInvocation(
    List<String> words, String executable, String classPath, @Nullable String release) {

  /** Copies the list. */
  public JvmInvocation {
    words = List.copyOf(words);
  }

  /**
   * Returns the invocation of this JVM. Reads the argument vector from /proc, because {@code
   * ProcessHandle.info()} omits one of more than 4 KB.
   */
  public static JvmInvocation thisProcess() {
    return new JvmInvocation(
        split(read("/proc/self/cmdline")),
        executedFile(),
        System.getProperty("java.class.path", ""),
        System.getProperty("jdk.internal.javac.source"));
  }

  /** Returns true if the program is the {@code java} command, whose syntax is known. */
  boolean isJavaCommand() {
    return isJava(executable) || isJava(words.getFirst());
  }

  private static boolean isJava(String path) {
    return path.substring(path.lastIndexOf('/') + 1).equals("java");
  }

  /** Splits a vector in which every argument, even an empty one, ends with NUL. */
  public static List<String> split(String vector) {
    String[] words = vector.split("\0", -1);
    return List.of(words).subList(0, Math.max(words.length - 1, 0));
  }

  /** Reads a file in the charset that the launcher and ProcessBuilder use for arguments. */
  static String read(String file) {
    try {
      byte[] bytes = Files.readAllBytes(WorkingDirectory.resolve(Path.of(file)));
      return new String(bytes, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    } catch (IOException e) {
      throw new CannotLaunchException(
          "cannot read "
              + file
              + ", part of the primary's command line ("
              + e
              + ");"
              + " set exec in the settings",
          e);
    }
  }

  private static String executedFile() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
    } catch (IOException e) {
      // Not every process may read its own /proc entry; isJavaCommand then checks words[0].
      return "";
    }
  }
}
