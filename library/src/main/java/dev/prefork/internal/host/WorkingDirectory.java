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
 * The directory in which this process was started, by its name: as its user has called it, which
 * may lead over symbolic links. A directory that is replaced by another of that name is meant, too,
 * and so is where a link leads later. The kernel knows neither: to it, a relative path is one in
 * the directory that once was there.
 */
public final class WorkingDirectory {
  private static final Path HERE =
      named(System.getenv("PWD"), Path.of(System.getProperty("user.dir")));

  private WorkingDirectory() {}

  /** {@return its name, absolute} */
  public static Path here() {
    return HERE;
  }

  /**
   * {@return the path, absolute: relative ones are meant against this directory}
   *
   * @param path relative or absolute
   */
  public static Path resolve(Path path) {
    return HERE.resolve(path);
  }

  /**
   * {@return the path, absolute: relative ones are meant against this directory}
   *
   * @param path relative or absolute
   */
  public static String resolve(String path) {
    return HERE.resolve(path).toString();
  }

  /**
   * {@return a list of paths, absolute; an empty one of them is this directory}
   *
   * @param paths with colons between them, as in a class path
   */
  public static String resolveAll(String paths) {
    return Stream.of(paths.split(File.pathSeparator, -1))
        .map(WorkingDirectory::resolve)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * The name of the present directory.
   *
   * @param logical what the shell calls it: true only if it is absolute, plain, and leads there
   * @param physical what the kernel calls it
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
