package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses a {@code java} command line with the precedence rules of the launcher. */
final class CommandLineParser {
  private final List<String> words;
  private final List<JvmOption> options = new ArrayList<>();
  private int next;
  private boolean jar;
  private boolean source;
  private @Nullable String release;
  private @Nullable String module;

  /**
   * Starts at the first word.
   *
   * @param words the command line without the launcher's path, argument files expanded
   * @param release the value of {@code --source} in JDK_JAVA_OPTIONS, or null
   */
  CommandLineParser(List<String> words, @Nullable String release) {
    this.words = words;
    this.release = release;
    this.source = release != null;
  }

  /** Parses options only, as in an environment variable; keeps words that are not options. */
  static List<JvmOption> options(List<String> words) {
    List<JvmOption> options = new ArrayList<>();
    int next = 0;
    while (next < words.size()) {
      JvmOption option = LauncherOptions.at(words, next);
      options.add(option);
      next += option.words().size();
    }
    return options;
  }

  /** Parses the whole command line, but takes the class path from the argument. */
  JavaCommand parse(String classPath) {
    readOptions();
    Program program = program();
    return new JavaCommand(options, classPath, program, words.subList(next, words.size()));
  }

  private void readOptions() {
    while (module == null && next < words.size() && words.get(next).startsWith("-")) {
      JvmOption option = LauncherOptions.at(words, next);
      next += option.words().size();
      accept(option);
    }
  }

  private void accept(JvmOption option) {
    String name = option.name();
    if (name.equals("-jar")) {
      jar = true;
    } else if (LauncherOptions.namesModule(name)) {
      module = option.value();
    } else if (LauncherOptions.namesRelease(name)) {
      release = option.value();
      source = true;
    } else if (!isHandledElsewhere(option)) {
      options.add(option);
    }
  }

  /** The caller passes the class path, and the argument files are already expanded. */
  private static boolean isHandledElsewhere(JvmOption option) {
    return LauncherOptions.setsClassPath(option)
        || option.name().equals(LauncherOptions.DISABLE_FILES);
  }

  private Program program() {
    if (module != null) {
      return moduleMain(module);
    }
    if (next == words.size()) {
      throw new CannotLaunchException(
          "the primary's command line "
              + words
              + " names no main class, jar or source file; set exec in the settings");
    }
    return program(words.get(next++));
  }

  private Program program(String name) {
    if (source) {
      return new Program.SourceFile(name, release);
    }
    if (jar) {
      return new Program.Jar(name);
    }
    return name.endsWith(".java")
        ? new Program.SourceFile(name, null)
        : new Program.MainClass(name);
  }

  private static Program moduleMain(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? new Program.ModuleMain(name, null)
        : new Program.ModuleMain(name.substring(0, slash), name.substring(slash + 1));
  }
}
