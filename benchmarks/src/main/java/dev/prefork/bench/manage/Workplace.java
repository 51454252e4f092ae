package dev.prefork.bench.manage;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory where one program has everything that it writes, and the environment that tells it
 * so: nothing of the user's is touched.
 */
record Workplace(Path directory, Map<String, String> environment) implements AutoCloseable {
  private static final String OUTPUT = "output.txt";

  /**
   * A new one.
   *
   * @param variables that are to name the directory
   */
  static Workplace of(String... variables) throws IOException {
    Path directory = Files.createTempDirectory("prefork-bench");
    Map<String, String> environment =
        Stream.of(variables).collect(Collectors.toMap(name -> name, _ -> directory.toString()));
    return new Workplace(directory, environment);
  }

  /** Writes a file, and says where it is. */
  String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  Process start(List<String> command) throws IOException {
    return builder(command).start();
  }

  /** Runs a command to its end. */
  void run(List<String> command) throws IOException, InterruptedException {
    int code = builder(command).start().waitFor();
    if (code != 0) {
      throw new IOException("its command ended with " + code + ": " + lastLine());
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.resolve(OUTPUT).toFile()));
  }

  /** Whether anybody has written a line there with this in it. */
  boolean hasLine(String part) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve(OUTPUT))) {
      return part.isEmpty() || lines.anyMatch(line -> line.contains(part));
    }
  }

  /** The last that anybody wrote there. */
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
      System.err.println(directory + " cannot be removed: " + e.getMessage());
    }
  }
}
