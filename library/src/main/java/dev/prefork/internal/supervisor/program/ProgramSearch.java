package dev.prefork.internal.supervisor.program;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.launch.JarClassPath;
import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the files of a program. */
final class ProgramSearch {
  private static final Set<String> MODULE_PATHS = Set.of("-p", "--module-path");

  private final String exec;
  private final List<Path> elements;

  private ProgramSearch(String exec, List<Path> elements) {
    this.exec = exec;
    this.elements = elements;
  }

  /** Returns the search for these settings; the defaults are those of the primary. */
  static ProgramSearch of(Settings settings) {
    String exec = settings.exec();
    String given = settings.classPath();
    String classPath = given == null ? System.getProperty("java.class.path", "") : given;
    String modulePath = exec == null ? "" : modulePath(settings.execArgv());
    if (exec != null && exec.endsWith(".jar")) {
      return new ProgramSearch(exec, furtherJars(WorkingDirectory.resolve(Path.of(exec))));
    }
    return new ProgramSearch(
        exec == null ? "" : exec,
        Stream.of(classPath, modulePath)
            .flatMap(list -> Stream.of(list.split(File.pathSeparator, -1)))
            .filter(element -> !element.isEmpty())
            .flatMap(ProgramSearch::expanded)
            .toList());
  }

  /** Returns the jars that the manifest of the program's jar names. */
  private static List<Path> furtherJars(Path jar) {
    try {
      return JarClassPath.of(jar);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String modulePath(@Nullable List<String> options) {
    String path = "";
    for (int i = 0; options != null && i < options.size(); i++) {
      String word = options.get(i);
      if (MODULE_PATHS.contains(word) && i + 1 < options.size()) {
        path = options.get(i + 1);
      } else if (word.startsWith("--module-path=")) {
        path = word.substring(word.indexOf('=') + 1);
      }
    }
    return path;
  }

  private static Stream<Path> expanded(String element) {
    Path path = WorkingDirectory.resolve(Path.of(element));
    if (!path.endsWith("*")) {
      return Stream.of(path);
    }
    File[] jars = path.resolveSibling("").toFile().listFiles((_, name) -> name.endsWith(".jar"));
    return jars == null ? Stream.of() : Stream.of(jars).sorted().map(File::toPath);
  }

  /** Returns the elements of the class path and the module path, with wildcards expanded. */
  List<Path> elements() {
    return elements;
  }

  /** Returns the file with the main class, or null if it is not found. */
  @Nullable Path main() {
    if (ProgramFiles.isFile(exec)) {
      return WorkingDirectory.resolve(Path.of(exec));
    }
    if (exec
        .isEmpty()) { // the program of the primary: after java -jar, its jar is the only element
      return elements.size() == 1 && Files.isRegularFile(elements.getFirst())
          ? elements.getFirst()
          : null;
    }
    int slash = exec.indexOf('/');
    return slash > 0 ? module(exec.substring(0, slash)) : mainClass();
  }

  private @Nullable Path mainClass() {
    String entry = exec.replace('.', '/') + ".class";
    for (Path element : elements) {
      Path file = element.resolve(entry);
      if (Files.isRegularFile(file)) {
        return file;
      }
      if (Files.isRegularFile(element) && holds(element, entry)) {
        return element;
      }
    }
    return null;
  }

  private static boolean holds(Path jar, String entry) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(entry) != null;
    } catch (IOException e) {
      return false; // the java launcher skips it, too
    }
  }

  private @Nullable Path module(String name) {
    try {
      return ModuleFinder.of(elements.toArray(Path[]::new))
          .find(name)
          .flatMap(module -> module.location())
          .filter(location -> "file".equals(location.getScheme()))
          .map(Path::of)
          .orElse(null);
    } catch (FindException e) {
      return null;
    }
  }
}
