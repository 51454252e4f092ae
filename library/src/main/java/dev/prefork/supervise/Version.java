package dev.prefork.supervise;

import dev.prefork.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the workers of one generation run. Symbolic links to it may be bent to the next version at
 * any time; so they are followed once, and a worker that is replaced runs what the others do, also
 * when the next version is undone.
 *
 * @param asked the settings as they were given
 * @param pinned the same, without symbolic links
 */
record Version(Settings asked, Settings pinned) {
  private static final String WILDCARD = File.separator + "*";

  static Version of(Settings asked) {
    String exec = asked.exec();
    String classPath = asked.classPath();
    Settings pinned = asked;
    if (exec != null) {
      pinned = pinned.withExec(real(exec));
    }
    if (classPath != null) {
      pinned = pinned.withClassPath(realPath(classPath));
    }
    return new Version(asked, pinned);
  }

  private static String realPath(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(Version::element)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String element(String element) {
    return element.endsWith(WILDCARD)
        ? real(element.substring(0, element.length() - 2)) + WILDCARD
        : real(element);
  }

  /** What is no file, such as a class, is left as it is; so is a file that is where it seems. */
  private static String real(String name) {
    try {
      Path path = Path.of(name);
      if (name.isEmpty() || !Files.exists(path)) {
        return name;
      }
      Path real = path.toRealPath();
      return real.equals(path.toAbsolutePath().normalize()) ? name : real.toString();
    } catch (IOException | InvalidPathException e) {
      return name;
    }
  }
}
