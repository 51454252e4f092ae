package dev.prefork.internal.launch;

import java.util.List;
import java.util.Set;

/** The options of the {@code java} launcher, and which of them take the next word as value. */
final class LauncherOptions {
  static final String DISABLE_FILES = "--disable-@files";
  static final String CLASS_PATH_PROPERTY = "-Djava.class.path=";

  private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
  private static final Set<String> MODULE = Set.of("-m", "--module");
  private static final String SOURCE = "--source";
  private static final Set<String> OTHERS_WITH_VALUE =
      Set.of(
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--patch-module",
          "--enable-native-access",
          "-d",
          "--describe-module");

  private LauncherOptions() {}

  static boolean takesValue(String word) {
    return CLASS_PATH.contains(word)
        || namesModule(word)
        || namesRelease(word)
        || OTHERS_WITH_VALUE.contains(word);
  }

  static boolean namesModule(String option) {
    return MODULE.contains(option);
  }

  static boolean namesRelease(String option) {
    return option.equals(SOURCE);
  }

  static boolean setsClassPath(JvmOption option) {
    return CLASS_PATH.contains(option.name()) || option.name().startsWith(CLASS_PATH_PROPERTY);
  }

  static boolean setsModulePath(String option) {
    return option.equals("-p") || option.equals("--module-path");
  }

  /** Returns false for the launcher's own options: the class path and the program. */
  static boolean isForJvm(JvmOption option) {
    String name = option.name();
    return name.startsWith("-")
        && !name.equals("-jar")
        && !namesModule(name)
        && !namesRelease(name)
        && !setsClassPath(option);
  }

  /** Returns the option at an index, including the next word if that is its value. */
  static JvmOption at(List<String> words, int index) {
    String word = words.get(index);
    if (takesValue(word)) {
      boolean hasValue = index + 1 < words.size() && !words.get(index + 1).startsWith("-");
      return hasValue ? new JvmOption(word, words.get(index + 1), true) : JvmOption.of(word);
    }
    int equals = word.indexOf('=');
    return word.startsWith("--") && equals > 0
        ? JvmOption.of(word.substring(0, equals), word.substring(equals + 1))
        : JvmOption.of(word);
  }
}
