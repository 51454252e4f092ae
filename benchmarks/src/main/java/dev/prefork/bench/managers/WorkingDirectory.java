package dev.prefork.bench.managers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A temporary directory for all files of a program, and the environment variables that make the
 * program use it instead of the user's directories.
 *
 * @param directory the path
 * @param environment the environment variables
 */
record WorkingDirectory(Path directory, Map<String, String> environment) implements AutoCloseable {
  private static final String OUTPUT = "output.txt";

  /**
   * Creates a directory.
   *
   * @param variables the environment variables that name it
   */
  static WorkingDirectory of(String... variables) throws IOException {
    Path directory = Files.createTempDirectory("prefork-bench");
    Map<String, String> environment =
        Stream.of(variables).collect(Collectors.toMap(name -> name, _ -> directory.toString()));
    return new WorkingDirectory(directory, environment);
  }

  /** Writes a file, and returns its path. */
  String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  Process start(List<String> command) throws IOException {
    return builder(command).start();
  }

  /** Runs a command, and waits until it exits. */
  void run(List<String> command) throws IOException, InterruptedException {
    int code = builder(command).start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " exited with " + code + ": " + lastLine());
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.resolve(OUTPUT).toFile()));
  }

  /** {@return whether there is a file with this suffix} */
  boolean hasFile(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(suffix));
    } catch (UncheckedIOException e) {
      return false; // a file was deleted in the meantime
    }
  }

  /** {@return the last line of the output} */
  String lastLine() {
    try (Stream<String> lines = Files.lines(directory.resolve(OUTPUT))) {
      return lines.filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
    } catch (IOException e) {
      return "no output";
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("cannot remove " + directory + ": " + e.getMessage());
    }
  }
}
