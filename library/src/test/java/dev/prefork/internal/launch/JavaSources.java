package dev.prefork.internal.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Small programs that tests compile and start. */
final class JavaSources {

  /**
   * Prints each argument between bars, so that blanks, line ends and empty ones can be told apart.
   */
  static final String PRINT_ARGUMENTS =
      """
      public class Print {
        public static void main(String[] args) throws Exception {
          var out = new java.io.PrintStream(System.out, true, "UTF-8");
          for (String arg : args) out.print("|" + arg + "|;");
        }
      }
      """;

  private JavaSources() {}

  static List<String> printedArguments(String out) {
    return out.isEmpty()
        ? List.of()
        : Stream.of(out.substring(1, out.length() - 2).split("\\|;\\|", -1)).toList();
  }

  /** Compiles one class into a folder, with what is in the folder already. */
  static void compile(Path folder, String name, String source, String... options) {
    Path file = write(folder.resolve("sources"), name + ".java", source);
    String[] fixed = {"-d", folder.toString(), "-cp", folder.toString(), file.toString()};
    javac(Stream.concat(Stream.of(options), Stream.of(fixed)).toArray(String[]::new));
  }

  static void javac(String... args) {
    tool("javac", args);
  }

  static void jar(String... args) {
    tool("jar", args);
  }

  private static void tool(String name, String... args) {
    int exit = ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, args);
    if (exit != 0) {
      throw new IllegalArgumentException(name + " " + String.join(" ", args) + ": exit " + exit);
    }
  }

  static Path write(Path folder, String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
