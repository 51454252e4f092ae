package dev.prefork.internal.host;

import dev.prefork.internal.sys.Processes;

/** Controls the session of this process, which determines its controlling terminal. */
public final class Session {
  private Session() {}

  /**
   * Moves this process to a new session, so that it gets no more signals from the terminal.
   *
   * @return false if this process leads a process group, because a shell started it as a job
   */
  public static boolean begin() {
    return Processes.beginSession();
  }
}
