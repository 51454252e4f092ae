package dev.prefork.cli;

import dev.prefork.cli.config.Keys;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.Faults;
import dev.prefork.cli.run.RuntimeDirectories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which cluster a command means: the one that it names, or the only one there is. */
final class Clusters {
  private Clusters() {}

  static ControlClient choose(@Nullable String name) throws IOException {
    ControlDirectory sockets = RuntimeDirectories.sockets();
    return new ControlClient(sockets, name == null ? only(sockets) : checked(name));
  }

  /** What is no name could be the path of a socket that is no cluster's. */
  private static String checked(String name) {
    try {
      return Keys.NAME.read(name);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCodes.USAGE, Faults.text(e));
    }
  }

  private static String only(ControlDirectory sockets) throws IOException {
    List<String> all = sockets.names();
    List<String> alive = new ArrayList<>();
    for (String name : all) {
      if (sockets.isAlive(name)) {
        alive.add(name);
      }
    }
    List<String> candidates = alive.isEmpty() ? all : alive;
    if (candidates.isEmpty()) {
      throw new ControlException.NotRunning(
          "no cluster runs here (looked in " + sockets + "): prefork start app.jar starts one");
    }
    if (candidates.size() > 1) {
      throw new CommandFailure(
          ExitCodes.USAGE,
          "there are several clusters: say which, " + String.join(", ", candidates));
    }
    return candidates.getFirst();
  }
}
