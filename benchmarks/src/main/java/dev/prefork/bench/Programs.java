package dev.prefork.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java programs of this module as processes of their own. */
final class Programs {
  private Programs() {}

  /** A process without anything of Prefork's on its command line. */
  static ProcessBuilder plain(Class<?> main, String... args) {
    return java(List.of(), main, args);
  }

  /** A process that may fork workers. */
  static ProcessBuilder primary(Class<?> main, String... args) {
    return java(List.of("--enable-native-access=ALL-UNNAMED"), main, args);
  }

  private static ProcessBuilder java(List<String> options, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
