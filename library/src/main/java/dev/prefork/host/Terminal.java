package dev.prefork.host;

import dev.prefork.sys.Processes;

/** The terminal that this process was started from. */
public final class Terminal {
  private Terminal() {}

  /**
   * Leaves it: its keys and its end concern this process no more.
   *
   * @return false if that is not possible, because this process leads a process group: a shell has
   *     started it as a job
   */
  public static boolean leave() {
    return Processes.beginSession();
  }
}
