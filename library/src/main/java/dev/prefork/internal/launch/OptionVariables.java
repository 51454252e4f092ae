package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and adapts the environment variables that contain JVM options. A worker inherits them, so a
 * debug port in JAVA_TOOL_OPTIONS would be taken already, as one on the command line would.
 */
final class OptionVariables {
  private static final List<String> NAMES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private OptionVariables() {}

  /** Compiled on first use, because the variables are rarely set. */
  private static final class Patterns {
    /** Quotes can start in the middle of a word and do not nest; there is no escape character. */
    static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  }

  /** Returns the options of all variables. */
  static List<JvmOption> options(Map<String, String> environment) {
    List<JvmOption> options = new ArrayList<>();
    for (String name : NAMES) {
      options.addAll(CommandLineParser.options(words(environment.getOrDefault(name, ""))));
    }
    return options;
  }

  /** Returns the variables whose values differ between the worker and the primary. */
  static Map<String, String> adapted(Map<String, String> environment, WorkerOptions rules) {
    Map<String, String> adapted = new HashMap<>();
    for (String name : NAMES) {
      List<JvmOption> options =
          CommandLineParser.options(words(environment.getOrDefault(name, "")));
      List<JvmOption> forWorker = rules.apply(options);
      if (!forWorker.equals(options)) {
        adapted.put(name, text(forWorker));
      }
    }
    return Map.copyOf(adapted);
  }

  private static List<String> words(String text) {
    return text.isEmpty()
        ? List.of()
        : Patterns.WORD.matcher(text).results().map(word -> unquoted(word.group())).toList();
  }

  private static String unquoted(String word) {
    return Patterns.QUOTED.matcher(word).replaceAll(OptionVariables::withoutQuotes);
  }

  private static String withoutQuotes(MatchResult quoted) {
    String text = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
    return Matcher.quoteReplacement(text);
  }

  private static String text(List<JvmOption> options) {
    List<String> words = options.stream().flatMap(option -> option.words().stream()).toList();
    return String.join(" ", words.stream().map(OptionVariables::quoted).toList());
  }

  private static String quoted(String word) {
    boolean plain = !word.isEmpty() && word.chars().noneMatch(c -> " \t\n\r\f\"'".indexOf(c) >= 0);
    return plain ? word : '"' + word.replace("\"", "\"'\"'\"") + '"';
  }
}
