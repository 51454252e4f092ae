package dev.prefork.internal.launch;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What workers run according to the settings: what they leave open is as in the primary itself.
 *
 * @param exec {@code app.jar}, {@code Main.java}, {@code module/main.Class} or {@code main.Class}
 * @param execArgv the JVM's options, in the words of a command line
 */
public record Executable(
    @Nullable String exec,
    @Nullable String classPath,
    @Nullable List<String> execArgv,
    @Nullable List<String> args) {

  /**
   * The command line, without the {@code execArgv}: those are given to {@link JvmSettings}, because
   * nothing of them is left out.
   *
   * @param primary the primary's own; not asked for if the settings leave nothing open
   */
  public JavaCommand command(Supplier<JavaCommand> primary) {
    return new JavaCommand(
        execArgv == null ? primary.get().options() : List.of(),
        classPath == null ? System.getProperty("java.class.path", "") : classPath,
        exec == null ? primary.get().program() : program(exec),
        args == null ? primary.get().arguments() : args);
  }

  private static Program program(String name) {
    if (name.isBlank()) {
      throw new CannotLaunchException(
          "exec is empty; name a jar, a source file, module/main.Class or a main class");
    }
    if (name.endsWith(".jar")) {
      return new Program.Jar(name);
    }
    if (name.endsWith(".java")) {
      return new Program.SourceFile(name, null);
    }
    int slash = name.indexOf('/');
    return slash < 0
        ? new Program.MainClass(name)
        : new Program.ModuleMain(name.substring(0, slash), name.substring(slash + 1));
  }
}
