package dev.prefork.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the programs that the benchmarks run: servers to compare with, load generators, and the
 * project's own jars. The script {@code benchmarks/tool} downloads and compiles what is missing.
 */
public final class Tools {
  private final Path root;
  private final Map<String, Path> found = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();

  /**
   * Creates a finder that has not looked for anything yet.
   *
   * @param root the root of the project's sources
   */
  public Tools(Path root) {
    this.root = root;
  }

  /**
   * Returns the path of a program that {@code benchmarks/tool} knows.
   *
   * @throws MissingToolException if the program is neither installed nor can be downloaded
   */
  public Path path(String name) throws IOException, InterruptedException {
    Path known = found.get(name);
    if (known == null) {
      known = find(name);
      found.put(name, known);
    }
    return known;
  }

  /** {@return the versions of all programs that have been found} */
  public Map<String, String> versions() {
    return versions;
  }

  private Path find(String name) throws IOException, InterruptedException {
    String failure = missing.get(name);
    if (failure != null) {
      throw new MissingToolException(failure);
    }
    Path errors = Files.createTempFile("prefork-bench", ".txt");
    try {
      Process process =
          new ProcessBuilder(root.resolve("benchmarks/tool").toString(), name)
              .redirectError(errors.toFile())
              .start();
      List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
      if (process.waitFor() != 0) {
        String message = Files.readString(errors).strip().replace('\n', ' ');
        missing.put(name, message);
        throw new MissingToolException(message);
      }
      if (!lines.getLast().isEmpty()) {
        versions.put(name, lines.getLast());
      }
      return Path.of(lines.getFirst());
    } finally {
      Files.delete(errors);
    }
  }

  /** {@return the jar of a module of the project} */
  public Path jar(String module) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(module).resolve("target"))) {
      return files
          .filter(Tools::isJar)
          .min(Path::compareTo)
          .orElseThrow(
              () -> new MissingToolException("the jar of " + module + " is missing: mvn package"));
    }
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().matches("prefork-.*\\.jar");
  }

  /** {@return the class path of the programs of this module, without the benchmarks' libraries} */
  public String classPath() throws IOException {
    return jar("library") + ":" + jar("benchmarks");
  }
}
