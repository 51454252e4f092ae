package dev.prefork.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java programs of this module as processes of their own. */
public final class Programs {
  private Programs() {}

  /** A process without anything of Prefork's on its command line. */
  public static ProcessBuilder plain(Class<?> main, String... args) {
    return java(List.of(), main, args);
  }

  /** A process that may fork workers. */
  public static ProcessBuilder primary(Class<?> main, String... args) {
    return java(List.of("--enable-native-access=ALL-UNNAMED"), main, args);
  }

  private static ProcessBuilder java(List<String> options, Class<?> main, String... args) {
    String path = System.getProperty("java.class.path");
    return new ProcessBuilder(java(options, path, main.getName(), List.of(args)))
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** The command line of a Java program. */
  public static List<String> java(
      List<String> options, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }
}
