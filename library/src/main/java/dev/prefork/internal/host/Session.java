package dev.prefork.internal.host;

import dev.prefork.internal.sys.Processes;

/** The session that this process belongs to, and by it a terminal. */
public final class Session {
  private Session() {}

  /**
   * Begins one of its own: a terminal's keys and its end concern this process no more.
   *
   * @return false if that is not possible, because this process leads a process group: a shell has
   *     started it as a job
   */
  public static boolean begin() {
    return Processes.beginSession();
  }
}
