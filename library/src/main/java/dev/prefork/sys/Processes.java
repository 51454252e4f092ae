package dev.prefork.sys;

import java.lang.foreign.Arena;

/** Signals to other processes, beyond the two that the JDK can send. */
public final class Processes {
  private Processes() {}

  /**
   * Sends a signal.
   *
   * @return false if there is no such process (any more)
   * @throws ErrnoException if it may not be sent
   */
  public static boolean signal(long pid, int signal) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      int result = new Libc(arena).kill((int) pid, signal);
      if (Errno.ESRCH.is(result)) {
        return false;
      }
      ErrnoException.check(result, "kill with signal " + signal, "process " + pid);
      return true;
    }
  }
}
