package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Programs that a test writes, compiles and packs. */
public final class Sources {
  private Sources() {}

  /** Writes a file, and the folders that it is in. */
  public static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs javac. */
  public static void compile(Object... words) {
    run("javac", words);
  }

  /** Runs jar. */
  public static void jar(Object... words) {
    run("jar", words);
  }

  /** Packs a program of one class, which is compiled beside the jar. */
  public static void program(Path jar, String name, String text) {
    Path folder = jar.toAbsolutePath().getParent();
    compile("-d", folder, write(folder.resolve(name + ".java"), text));
    jar("--create", "--file", jar, "-e", name, "-C", folder, name + ".class");
  }

  private static void run(String tool, Object... words) {
    String[] arguments = Stream.of(words).map(Object::toString).toArray(String[]::new);
    int result = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
    assertThat(result).as("%s %s", tool, String.join(" ", arguments)).isZero();
  }
}
