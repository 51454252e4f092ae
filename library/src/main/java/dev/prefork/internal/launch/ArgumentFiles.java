package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Replaces each {@code @argfile} of a command line by the contents of the file. The launcher
 * expands only words before the main class, so this class finds the main class and leaves the
 * application's own {@code @name} arguments unchanged.
 */
final class ArgumentFiles {
  private final UnaryOperator<String> reader;
  private final List<String> expanded = new ArrayList<>();
  private boolean expectsValue;
  private boolean inApplication;
  private boolean disabled;

  private ArgumentFiles(UnaryOperator<String> reader) {
    this.reader = reader;
  }

  /**
   * Returns the words with every argument file expanded.
   *
   * @param words the command line without the launcher's path
   * @param reader maps a file name to the file's text
   */
  static List<String> expand(List<String> words, UnaryOperator<String> reader) {
    ArgumentFiles files = new ArgumentFiles(reader);
    words.forEach(files::expand);
    return files.expanded;
  }

  private void expand(String word) {
    if (inApplication || disabled) {
      add(word);
    } else if (word.startsWith("--source") && word.contains(" ")) {
      // In a #! line, the kernel passes everything after the program as one argument.
      List.of(word.trim().split("\\s+")).forEach(this::expand);
    } else if (word.startsWith("@@")) {
      add(word.substring(1));
    } else if (word.startsWith("@") && word.length() > 1) {
      ArgumentFile.tokens(reader.apply(word.substring(1))).forEach(this::add);
    } else {
      add(word);
    }
  }

  private void add(String word) {
    expanded.add(word);
    if (!word.startsWith("-")) {
      inApplication |= !expectsValue;
      expectsValue = false;
    } else if (LauncherOptions.takesValue(word)) {
      expectsValue = !LauncherOptions.namesModule(word);
    } else {
      disabled |= word.equals(LauncherOptions.DISABLE_FILES);
      inApplication |= word.startsWith("--module=");
      expectsValue = false;
    }
  }
}
