package dev.prefork.internal.launch;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings that choose the workers' program. A component that is null has the primary's value.
 *
 * @param exec {@code app.jar}, {@code Main.java}, {@code module/main.Class} or {@code main.Class}
 * @param classPath the application's class path
 * @param execArgv the JVM options, as words of a command line
 * @param args the application's arguments
 */
public record Executable(
    @Nullable String exec,
    @Nullable String classPath,
    @Nullable List<String> execArgv,
    @Nullable List<String> args) {

  /**
   * Returns the command line without the {@code execArgv}, which {@link JvmSettings} passes to the
   * worker unfiltered.
   *
   * @param primary supplies the primary's command line; called only if a setting is null
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
          "exec is empty; set it to a jar, a source file, module/main.Class or a main class");
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
