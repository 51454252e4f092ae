package dev.prefork.supervise;

import dev.prefork.Settings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a user has said to the workers' JVMs, in whichever of the places for that. */
final class JvmWords {
  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private JvmWords() {}

  /**
   * All of it, word by word. Good for looking whether an option is there, not for a command line.
   */
  static List<String> of(Settings settings, Map<String, String> environment) {
    List<String> given = settings.execArgv();
    List<String> words =
        new ArrayList<>(
            given == null ? ManagementFactory.getRuntimeMXBean().getInputArguments() : given);
    for (String variable : VARIABLES) {
      String text = environment.getOrDefault(variable, "").replaceAll("[\"']", "");
      words.addAll(List.of(text.split("\\s+", -1)));
    }
    words.removeIf(String::isEmpty);
    return words;
  }
}
