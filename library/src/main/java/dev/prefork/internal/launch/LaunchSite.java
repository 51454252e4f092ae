package dev.prefork.internal.launch;

import dev.prefork.internal.host.WorkingDirectory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/**
 * Where workers are launched: what is the same for all of them and does not come from the command
 * line.
 *
 * @param javaHome the JDK whose {@code java} runs them
 * @param prefork this library: a jar, or a directory of classes
 * @param named true if the library is the named module dev.prefork, on the module path already
 * @param primaryDirectory the primary's working directory: relative paths were meant against it
 * @param workerDirectory the workers' working directory
 */
public record LaunchSite(
    Path javaHome, Path prefork, boolean named, Path primaryDirectory, Path workerDirectory) {
  private static final String MODULE = "dev.prefork";
  private static final String BOOTSTRAP = "dev.prefork.internal.worker.Bootstrap";

  /** Workers beside this JVM, in its directory. */
  public static LaunchSite ofThisProcess() {
    Path directory = WorkingDirectory.here();
    Path javaHome = Path.of(System.getProperty("java.home"));
    boolean named = LaunchSite.class.getModule().isNamed();
    return new LaunchSite(javaHome, codeSource(), named, directory, directory);
  }

  /** The same site with another working directory for the workers. */
  public LaunchSite inDirectory(Path directory) {
    return new LaunchSite(javaHome, prefork, named, primaryDirectory, directory);
  }

  private static Path codeSource() {
    URL location = LaunchSite.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      return Path.of(new URI(location.toString()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new CannotLaunchException(
          "the library lies in "
              + location
              + ", where the system class loader of a worker does not look;"
              + " put its jar on the class path itself, or beside the application's jar",
          e);
    }
  }

  String launcher() {
    return javaHome.resolve("bin/java").toString();
  }

  /** For {@code --add-opens} and its like: the module that this library's code is in. */
  String moduleName() {
    return named ? MODULE : "ALL-UNNAMED";
  }

  /** The main class of ours, as the launcher wants it. */
  String bootstrap() {
    return named ? MODULE + "/" + BOOTSTRAP : BOOTSTRAP;
  }

  AbsolutePaths paths() {
    return new AbsolutePaths(primaryDirectory, workerDirectory);
  }

  /** True if the element of a class path is this library. */
  boolean isPrefork(String element) {
    return primaryDirectory
        .resolve(element)
        .normalize()
        .equals(prefork.toAbsolutePath().normalize());
  }
}
