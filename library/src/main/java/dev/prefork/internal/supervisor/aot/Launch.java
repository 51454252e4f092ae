package dev.prefork.internal.supervisor.aot;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a cache fits a worker: everything of its command line and of the files that
 * its classes come from.
 *
 * @param program the setting exec, null for the primary's own program
 * @param classPath of the program
 * @param words what the user has said to the JVM
 * @param prefork where this library's classes are
 * @param javaHome the JDK
 * @param directory against which relative paths are meant
 * @param changesUser whether workers become another user
 */
record Launch(
    @Nullable String program,
    String classPath,
    List<String> words,
    Path prefork,
    Path javaHome,
    Path directory,
    boolean changesUser) {

  static Launch of(Settings settings, List<String> words, Path prefork) {
    String classPath = settings.classPath();
    return new Launch(
        settings.exec(),
        classPath == null ? System.getProperty("java.class.path", "") : classPath,
        words,
        prefork,
        Path.of(System.getProperty("java.home")),
        WorkingDirectory.here(),
        settings.uid() != null || settings.gid() != null);
  }
}
