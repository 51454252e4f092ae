package dev.prefork.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a JVM of its own to its end. */
final class Jvm {
  static final Path HOME = Path.of(System.getProperty("java.home"));
  static final String JAVA = HOME.resolve("bin/java").toString();

  /** How a JVM ended, and what it said. */
  record Result(int exit, String out, String err) {}

  private Jvm() {}

  static Result run(Path directory, Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("jvm", ".out");
    Path err = Files.createTempFile("jvm", ".err");
    try {
      var builder = new ProcessBuilder(words).directory(directory.toFile());
      // What the machine's environment says must not decide.
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.contains("JAVA") || name.equals("CLASSPATH"));
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("still running after 60 s: " + words);
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
