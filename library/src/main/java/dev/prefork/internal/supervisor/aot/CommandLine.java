package dev.prefork.internal.supervisor.aot;

import dev.prefork.internal.launch.JvmInvocation;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of a process that runs.
 *
 * @param words the program and its arguments
 * @param environment all variables
 * @param directory the working directory
 */
record CommandLine(List<String> words, Map<String, String> environment, Path directory) {
  /** Copies the collections. */
  CommandLine {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * Reads the command line of a process of this user.
   *
   * @throws IOException if the process has exited
   */
  static CommandLine of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Map<String, String> environment = new HashMap<>();
    for (String variable : read(process.resolve("environ"))) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    List<String> words = read(process.resolve("cmdline"));
    return new CommandLine(words, environment, process.resolve("cwd").toRealPath());
  }

  /** Splits a file in which each item ends with NUL. */
  private static List<String> read(Path file) throws IOException {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    List<String> items = JvmInvocation.split(new String(Files.readAllBytes(file), charset));
    if (items.isEmpty()) {
      throw new IOException(file + " is empty: the process is exiting");
    }
    return items;
  }

  /** Returns a copy with one option replaced by others. */
  CommandLine with(String option, List<String> others) {
    List<String> changed = new ArrayList<>(words);
    int index = changed.indexOf(option);
    changed.remove(index);
    changed.addAll(index, others);
    return new CommandLine(changed, environment, directory);
  }

  /** Returns a copy that runs at the lowest priority, if the machine has the command for it. */
  CommandLine nice() {
    Path nice = Path.of("/usr/bin/nice");
    if (!Files.isExecutable(nice)) {
      return this;
    }
    List<String> changed = new ArrayList<>(List.of(nice.toString(), "-n", "19"));
    changed.addAll(words);
    return new CommandLine(changed, environment, directory);
  }

  /** Starts it again, without input and output. */
  Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .directory(directory.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
