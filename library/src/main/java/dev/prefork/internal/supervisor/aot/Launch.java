package dev.prefork.internal.supervisor.aot;

import dev.prefork.Settings;
import dev.prefork.internal.host.WorkingDirectory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a worker, as far as it determines which AOT cache fits.
 *
 * @param program the setting {@code exec}; null for the program of the primary
 * @param classPath the class path of the program
 * @param words the user's JVM options
 * @param prefork the file of this library
 * @param javaHome the JDK
 * @param directory the directory of relative paths
 * @param changesUser whether workers run as another user
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
