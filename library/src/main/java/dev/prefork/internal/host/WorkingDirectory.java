package dev.prefork.internal.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logical name of the directory in which this process was started, symbolic links included.
 * Unlike the kernel's working directory, the name refers to the new directory after a deployment
 * replaces the directory or changes a link.
 */
public final class WorkingDirectory {
  private static final Path HERE =
      named(System.getenv("PWD"), Path.of(System.getProperty("user.dir")));

  private WorkingDirectory() {}

  /** {@return the absolute name of the directory} */
  public static Path here() {
    return HERE;
  }

  /**
   * {@return the absolute path, resolved against this directory}
   *
   * @param path relative or absolute
   */
  public static Path resolve(Path path) {
    return HERE.resolve(path);
  }

  /**
   * {@return the absolute path, resolved against this directory}
   *
   * @param path relative or absolute
   */
  public static String resolve(String path) {
    return HERE.resolve(path).toString();
  }

  /**
   * {@return the list with absolute paths; an empty path becomes this directory}
   *
   * @param paths a list separated by colons, such as a class path
   */
  public static String resolveAll(String paths) {
    return Stream.of(paths.split(File.pathSeparator, -1))
        .map(WorkingDirectory::resolve)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Returns the name of the current directory.
   *
   * @param logical the shell's name, used if it is absolute, normalized and correct
   * @param physical the kernel's name
   */
  static Path named(@Nullable String logical, Path physical) {
    if (logical == null || !logical.startsWith("/")) {
      return physical;
    }
    try {
      Path name = Path.of(logical);
      return name.equals(name.normalize()) && isHere(name) ? name : physical;
    } catch (InvalidPathException e) {
      return physical;
    }
  }

  private static boolean isHere(Path name) {
    try {
      return Objects.equals(key(name), key(Path.of("")));
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Object key(Path directory) throws IOException {
    return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
  }
}
