package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A parsed {@code java} command line.
 *
 * @param options the JVM options in their order, without the class path and the program
 * @param classPath the application's class path, wildcards expanded
 * @param program the program
 * @param arguments the application's arguments, unchanged
 */
public record JavaCommand(
    List<JvmOption> options, String classPath, Program program, List<String> arguments) {

  /** Copies the lists. */
  public JavaCommand {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /** Returns this command line with options appended. */
  JavaCommand withOptions(List<JvmOption> more) {
    List<JvmOption> all = new ArrayList<>(options);
    all.addAll(more);
    return new JavaCommand(all, classPath, program, arguments);
  }

  /** Returns the command line of this JVM. */
  public static JavaCommand ofThisProcess() {
    return parse(JvmInvocation.thisProcess(), JvmInvocation::read);
  }

  /**
   * Parses the command line of a JVM. The result excludes JDK_JAVA_OPTIONS and the similar
   * variables, because a worker inherits them.
   *
   * @param reader maps the name of an {@code @argfile} to its text
   * @throws CannotLaunchException if the JVM was not started by the {@code java} command
   */
  public static JavaCommand parse(JvmInvocation launched, UnaryOperator<String> reader) {
    if (launched.words().isEmpty() || !launched.isJavaCommand()) {
      throw new CannotLaunchException(
          "this JVM was started by "
              + launched.executable()
              + ", not by the java command, so workers cannot reuse its command line;"
              + " set exec in the settings");
    }
    List<String> words = launched.words().subList(1, launched.words().size());
    return new CommandLineParser(ArgumentFiles.expand(words, reader), launched.release())
        .parse(launched.classPath());
  }
}
