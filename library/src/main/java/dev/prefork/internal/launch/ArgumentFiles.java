package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Replaces each {@code @argfile} of a command line by what the file says. The launcher does so only
 * up to the main class: an application's own {@code @name} arguments stay, and so this has to know
 * where the application begins.
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
   * The words with every argument file expanded.
   *
   * @param words without the launcher's own path
   * @param reader from a file's name to its text
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
      // The kernel gives all that follows the program in a #! line as one argument.
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
