package dev.prefork.internal.worker;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Identity;
import org.jspecify.annotations.Nullable;

/** Gives up what the primary's user may do, for a worker that is to be somebody else. */
final class Privileges {
  private Privileges() {}

  /** Ends the process if it may not become who it is to be: it must not go on as it is. */
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
