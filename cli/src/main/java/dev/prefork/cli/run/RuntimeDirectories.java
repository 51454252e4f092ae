package dev.prefork.cli.run;

import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.internal.host.WorkingDirectory;
import java.nio.file.Path;

/** The directories for the files of this user's clusters. */
public final class RuntimeDirectories {
  private RuntimeDirectories() {}

  /** Returns the directory of the control sockets. */
  public static ControlDirectory sockets() {
    return ControlDirectory.of(variable("XDG_RUNTIME_DIR"), home());
  }

  /** Returns the directory for the logs of clusters in the background. */
  public static Path logs() {
    String state = variable("XDG_STATE_HOME");
    return state.isEmpty()
        ? Path.of(home(), ".prefork", "log")
        : WorkingDirectory.resolve(Path.of(state, "prefork"));
  }

  private static String home() {
    String home = variable("HOME");
    return home.isEmpty() ? System.getProperty("user.home") : home;
  }

  private static String variable(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
