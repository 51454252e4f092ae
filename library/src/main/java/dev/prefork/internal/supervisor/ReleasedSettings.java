package dev.prefork.internal.supervisor;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.launch.AbsolutePaths;
import dev.prefork.internal.supervisor.program.ProgramFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one generation run. Symbolic links to it may be bent to the next version at
 * any time; so they are followed once, and a worker that is replaced runs what the others do, also
 * when the next version is undone.
 *
 * @param asked the settings as they were given
 * @param pinned the same, without symbolic links
 * @param program the files that the links led to
 */
record ReleasedSettings(Settings asked, Settings pinned, ProgramFiles program) {
  private static final String WILDCARD = File.separator + "*";

  static ReleasedSettings of(Settings asked) {
    Settings pinned = pinned(asked);
    return new ReleasedSettings(asked, pinned, ProgramFiles.of(pinned));
  }

  /** True if nobody will see a difference. */
  boolean runsSameAs(ReleasedSettings before) {
    return program.isSameAs(before.program) && unnamed(asked).equals(unnamed(before.asked));
  }

  private static Settings unnamed(Settings settings) {
    return settings.withExec(null).withClassPath(null);
  }

  private static Settings pinned(Settings asked) {
    Settings pinned = asked;
    String exec = asked.exec();
    String classPath = asked.classPath();
    List<String> options = asked.execArgv();
    if (exec != null) {
      pinned = pinned.withExec(ProgramFiles.isFile(exec) ? real(exec) : exec);
      pinned = pinned.withCwd(directory(asked.cwd()));
    }
    if (classPath != null && !classPath.isEmpty()) {
      pinned = pinned.withClassPath(realPath(classPath));
    }
    return options == null
        ? pinned
        : pinned.withExecArgv(AbsolutePaths.replace(options, ReleasedSettings::element));
  }

  /** One that is where it seems need not be named. */
  private static @Nullable Path directory(@Nullable Path asked) {
    Path directory = asked == null ? WorkingDirectory.here() : WorkingDirectory.resolve(asked);
    try {
      Path real = directory.toRealPath();
      return real.equals(directory) ? asked : real;
    } catch (IOException e) {
      return asked;
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

  /** What is not there is left as it is; so is a file that is where it seems. */
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
