package dev.prefork.internal.launch;

import org.jspecify.annotations.Nullable;

/** What a {@code java} command line runs: the four ways that the launcher knows. */
public sealed interface Program {

  /** {@code java Main}, found on the class path. */
  record MainClass(String name) implements Program {}

  /** {@code java -jar app.jar}. */
  record Jar(String path) implements Program {}

  /**
   * {@code java -m module/Main}.
   *
   * @param mainClass null if the module's descriptor names it
   */
  record ModuleMain(String module, @Nullable String mainClass) implements Program {}

  /**
   * {@code java Main.java} or {@code java --source 25 script}.
   *
   * @param release the value of {@code --source}, null if it was not given
   */
  record SourceFile(String path, @Nullable String release) implements Program {}
}
