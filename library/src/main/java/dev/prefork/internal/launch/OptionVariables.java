package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment variables in which every JVM looks for options. A worker inherits them, so that a
 * debug port in JAVA_TOOL_OPTIONS would stop it as surely as one on its command line.
 */
final class OptionVariables {
  private static final List<String> NAMES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private OptionVariables() {}

  /** Compiled when a variable is set, which is rare: a first fork has no time to waste. */
  private static final class Patterns {
    /** Quotes group, do not nest, and may stand in the middle of a word; nothing escapes. */
    static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  }

  /** All options that the variables hold. */
  static List<JvmOption> options(Map<String, String> environment) {
    List<JvmOption> options = new ArrayList<>();
    for (String name : NAMES) {
      options.addAll(CommandLineParser.options(words(environment.getOrDefault(name, ""))));
    }
    return options;
  }

  /** The variables that a worker must have otherwise than the primary. */
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
