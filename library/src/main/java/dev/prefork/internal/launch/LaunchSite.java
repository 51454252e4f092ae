package dev.prefork.internal.launch;

import dev.prefork.internal.host.WorkingDirectory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/**
 * The environment in which workers are launched, apart from the command line.
 *
 * @param javaHome the JDK that runs the workers
 * @param prefork this library: a jar, or a directory of classes
 * @param named true if the library is the named module dev.prefork on the module path
 * @param primaryDirectory the primary's working directory, against which relative paths are
 *     resolved
 * @param workerDirectory the workers' working directory
 */
public record LaunchSite(
    Path javaHome, Path prefork, boolean named, Path primaryDirectory, Path workerDirectory) {
  private static final String MODULE = "dev.prefork";
  private static final String BOOTSTRAP = "dev.prefork.internal.worker.Bootstrap";

  /** Returns the environment of this JVM: its JDK, its library and its directory. */
  public static LaunchSite ofThisProcess() {
    Path directory = WorkingDirectory.here();
    Path javaHome = Path.of(System.getProperty("java.home"));
    boolean named = LaunchSite.class.getModule().isNamed();
    return new LaunchSite(javaHome, codeSource(), named, directory, directory);
  }

  /** Returns this site with another working directory for the workers. */
  public LaunchSite inDirectory(Path directory) {
    return new LaunchSite(javaHome, prefork, named, primaryDirectory, directory);
  }

  private static Path codeSource() {
    URL location = LaunchSite.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      return Path.of(new URI(location.toString()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new CannotLaunchException(
          "the library was loaded from "
              + location
              + ", which a worker's JVM cannot read;"
              + " put the library's jar on the class path or beside the application's jar",
          e);
    }
  }

  String launcher() {
    return javaHome.resolve("bin/java").toString();
  }

  /** Returns the library's module, as {@code --add-opens} and similar options name it. */
  String moduleName() {
    return named ? MODULE : "ALL-UNNAMED";
  }

  /** Returns the library's main class, in the launcher's syntax. */
  String bootstrap() {
    return named ? MODULE + "/" + BOOTSTRAP : BOOTSTRAP;
  }

  AbsolutePaths paths() {
    return new AbsolutePaths(primaryDirectory, workerDirectory);
  }

  /** Returns true if an element of a class path is this library. */
  boolean isPrefork(String element) {
    return primaryDirectory
        .resolve(element)
        .normalize()
        .equals(prefork.toAbsolutePath().normalize());
  }
}
