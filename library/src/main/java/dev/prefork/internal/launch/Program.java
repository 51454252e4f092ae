package dev.prefork.internal.launch;

import org.jspecify.annotations.Nullable;

/** The program of a {@code java} command line, in one of the launcher's four modes. */
public sealed interface Program {

  /** {@code java Main}: a class on the class path. */
  record MainClass(String name) implements Program {}

  /** {@code java -jar app.jar}. */
  record Jar(String path) implements Program {}

  /**
   * {@code java -m module/Main}.
   *
   * @param mainClass null to use the one in the module's descriptor
   */
  record ModuleMain(String module, @Nullable String mainClass) implements Program {}

  /**
   * {@code java Main.java} or {@code java --source 25 script}.
   *
   * @param release the value of {@code --source}, null without the option
   */
  record SourceFile(String path, @Nullable String release) implements Program {}
}
