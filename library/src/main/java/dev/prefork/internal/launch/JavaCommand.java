package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A {@code java} command line, understood: what a worker repeats of the primary's.
 *
 * @param options the JVM's options in their order, without the class path and without what belongs
 *     to the program
 * @param classPath the application's class path, wildcards expanded
 * @param program what is run
 * @param arguments the application's arguments, exactly as given
 */
public record JavaCommand(
    List<JvmOption> options, String classPath, Program program, List<String> arguments) {

  /** Takes copies. */
  public JavaCommand {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /** The same with more options behind. */
  JavaCommand withOptions(List<JvmOption> more) {
    List<JvmOption> all = new ArrayList<>(options);
    all.addAll(more);
    return new JavaCommand(all, classPath, program, arguments);
  }

  /** The command line of this JVM. */
  public static JavaCommand ofThisProcess() {
    return parse(JvmInvocation.thisProcess(), JvmInvocation::read);
  }

  /**
   * Understands how a JVM was started. JDK_JAVA_OPTIONS and its like are no part of the result: a
   * worker inherits them.
   *
   * @param reader from the name of an {@code @argfile} to its text
   * @throws CannotLaunchException if it was not started by the {@code java} command
   */
  public static JavaCommand parse(JvmInvocation launched, UnaryOperator<String> reader) {
    if (launched.words().isEmpty() || !launched.isJavaCommand()) {
      throw new CannotLaunchException(
          "this JVM was started by "
              + launched.executable()
              + ", which is not the java command (a packaged application or an embedded JVM?),"
              + " so its command line cannot be repeated; set exec in the settings");
    }
    List<String> words = launched.words().subList(1, launched.words().size());
    return new CommandLineParser(ArgumentFiles.expand(words, reader), launched.release())
        .parse(launched.classPath());
  }
}
