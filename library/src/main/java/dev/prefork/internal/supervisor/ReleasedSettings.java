package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.launch.AbsolutePaths;
import dev.prefork.internal.supervisor.program.ProgramFiles;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one generation. A symbolic link to the program may point to the next version at
 * any time. So links are resolved once for each generation: a replacement runs the same version as
 * the other workers, also after a rollback.
 *
 * @param given the settings as the caller gave them
 * @param pinned the same settings with symbolic links resolved
 * @param program the files that the links led to
 * @param warmUp the requests that workers answer before they get connections
 */
record ReleasedSettings(
    Settings given, Settings pinned, ProgramFiles program, WarmUpRequests warmUp) {
  private static final String WILDCARD = File.separator + "*";

  static ReleasedSettings of(Settings given, WarmUpRequests warmUp) {
    Settings pinned = pinned(given);
    return new ReleasedSettings(given, pinned, ProgramFiles.of(pinned), warmUp);
  }

  /** Returns whether two generations have the same program and settings. */
  boolean runsSameAs(ReleasedSettings before) {
    return program.isSameAs(before.program)
        && unnamed(given).equals(unnamed(before.given))
        && warmUp.equals(before.warmUp);
  }

  private static Settings unnamed(Settings settings) {
    return settings.withExec(null).withClassPath(null);
  }

  private static Settings pinned(Settings given) {
    Settings pinned = given;
    String exec = given.exec();
    String classPath = given.classPath();
    List<String> options = given.execArgv();
    if (exec != null) {
      pinned = pinned.withExec(ProgramFiles.isFile(exec) ? real(exec) : exec);
      pinned = pinned.withCwd(directory(given.cwd()));
    }
    if (classPath != null && !classPath.isEmpty()) {
      pinned = pinned.withClassPath(realPath(classPath));
    }
    return options == null
        ? pinned
        : pinned.withExecArgv(AbsolutePaths.replace(options, ReleasedSettings::element));
  }

  /** Returns the real path of the directory, or the given value if that has no links. */
  private static @Nullable Path directory(@Nullable Path given) {
    Path directory = given == null ? WorkingDirectory.here() : WorkingDirectory.resolve(given);
    try {
      Path real = directory.toRealPath();
      return real.equals(directory) ? given : real;
    } catch (IOException e) {
      return given;
    }
  }

  private static String realPath(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(ReleasedSettings::element)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String element(String element) {
    return element.endsWith(WILDCARD)
        ? real(element.substring(0, element.length() - 2)) + WILDCARD
        : real(element);
  }

  /** Returns the real path of a file, or the given name if the file is missing or has no links. */
  private static String real(String name) {
    try {
      Path path = WorkingDirectory.resolve(Path.of(name));
      Path real = path.toRealPath();
      return real.equals(path.normalize()) ? name : real.toString();
    } catch (IOException | InvalidPathException e) {
      return name;
    }
  }
}
