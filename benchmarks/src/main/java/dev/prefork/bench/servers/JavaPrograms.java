package dev.prefork.bench.servers;

import dev.prefork.bench.harness.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command lines of Java programs. */
public final class JavaPrograms {
  private static final List<String> PRIMARY_OPTIONS = List.of("--enable-native-access=ALL-UNNAMED");

  private JavaPrograms() {}

  /** {@return the command line of a program of this module that forks workers} */
  public static List<String> primary(Plan plan, Class<?> main, List<String> arguments)
      throws IOException {
    return java(PRIMARY_OPTIONS, plan.tools().classPath(), main.getName(), arguments);
  }

  /** {@return the command line of the command {@code prefork}} */
  public static List<String> prefork(Plan plan, List<String> arguments) throws IOException {
    String path = plan.tools().jar("cli") + ":" + plan.tools().jar("library");
    return java(PRIMARY_OPTIONS, path, "dev.prefork.cli.Main", arguments);
  }

  /** {@return the command line of a Java program} */
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
