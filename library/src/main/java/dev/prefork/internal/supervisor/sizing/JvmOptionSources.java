package dev.prefork.internal.supervisor.sizing;

import dev.prefork.Settings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the user's options for the workers' JVMs from settings and environment. */
public final class JvmOptionSources {
  private static final List<String> BEFORE = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");
  private static final String AFTER = "_JAVA_OPTIONS";

  private JvmOptionSources() {}

  /**
   * Returns all options in the order in which the JVM applies them. The words are good for finding
   * options, not for a command line, because quotes are removed.
   */
  public static List<String> of(Settings settings, Map<String, String> environment) {
    List<String> given = settings.execArgv();
    List<String> words = new ArrayList<>();
    BEFORE.forEach(variable -> words.addAll(words(variable, environment)));
    words.addAll(given == null ? ManagementFactory.getRuntimeMXBean().getInputArguments() : given);
    words.addAll(words(AFTER, environment));
    words.removeIf(String::isEmpty);
    return words;
  }

  private static List<String> words(String variable, Map<String, String> environment) {
    String text = environment.getOrDefault(variable, "").replaceAll("[\"']", "");
    return List.of(text.split("\\s+", -1));
  }
}
