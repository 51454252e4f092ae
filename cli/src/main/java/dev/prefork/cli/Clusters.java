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

/** Chooses the cluster for a command: the one with the given name, or the only one. */
final class Clusters {
  private Clusters() {}

  static ControlClient choose(@Nullable String name) throws IOException {
    ControlDirectory sockets = RuntimeDirectories.sockets();
    return new ControlClient(sockets, name == null ? only(sockets) : checked(name));
  }

  /** An invalid name could lead to another path. */
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
          "no cluster is running (no socket in " + sockets + "): start one with prefork start");
    }
    if (candidates.size() > 1) {
      throw new CommandFailure(
          ExitCodes.USAGE,
          "several clusters are running: name one of " + String.join(", ", candidates));
    }
    return candidates.getFirst();
  }
}
