package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads expanded words in the order and with the precedence of the launcher's own parser. */
final class CommandLineParser {
  private final List<String> words;
  private final List<JvmOption> options = new ArrayList<>();
  private int next;
  private boolean jar;
  private boolean source;
  private @Nullable String release;
  private @Nullable String module;

  /**
   * A parser at the first word.
   *
   * @param words without the launcher's own path
   * @param release what {@code --source} said outside the command line, in JDK_JAVA_OPTIONS
   */
  CommandLineParser(List<String> words, @Nullable String release) {
    this.words = words;
    this.release = release;
    this.source = release != null;
  }

  /** Options alone, as in an environment variable; a word that is none stays as it is. */
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

  /** The whole command line; the class path comes from elsewhere. */
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

  /** The class path is known from elsewhere, and the argument files are expanded already. */
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
          "the primary's command line names no program after "
              + words
              + "; set exec in the settings");
    }
    return program(words.get(next++));
  }

  private Program program(String what) {
    if (source) {
      return new Program.SourceFile(what, release);
    }
    if (jar) {
      return new Program.Jar(what);
    }
    return what.endsWith(".java")
        ? new Program.SourceFile(what, null)
        : new Program.MainClass(what);
  }

  private static Program moduleMain(String what) {
    int slash = what.indexOf('/');
    return slash < 0
        ? new Program.ModuleMain(what, null)
        : new Program.ModuleMain(what.substring(0, slash), what.substring(slash + 1));
  }
}
