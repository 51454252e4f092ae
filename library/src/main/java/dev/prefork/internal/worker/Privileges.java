package dev.prefork.internal.worker;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Identity;
import org.jspecify.annotations.Nullable;

/** Switches a worker to the user and group of its settings. */
final class Privileges {
  private Privileges() {}

  /**
   * Exits the process if the switch fails, because the worker must not run with the primary's
   * rights.
   */
  static void drop(WorkerEnvironment environment) {
    try {
      Identity.become(environment.uid(), environment.gid());
    } catch (ErrnoException e) {
      System.err.println(
          "prefork: worker "
              + environment.id()
              + " cannot switch to "
              + text(environment.uid(), environment.gid())
              + ": "
              + e.getMessage()
              + "; start the primary as root or remove the settings uid and gid");
      System.exit(1);
    }
  }

  private static String text(@Nullable Integer uid, @Nullable Integer gid) {
    String group = gid == null ? "" : "group " + gid;
    if (uid == null) {
      return group;
    }
    return "user " + uid + (gid == null ? "" : ", " + group);
  }
}
