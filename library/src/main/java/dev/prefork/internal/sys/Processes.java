package dev.prefork.internal.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Operations on processes that the JDK does not offer. */
public final class Processes {
  private static final String CAUGHT = "SigCgt:";
  private static final int WNOHANG = 1;

  private Processes() {}

  /** Returns true if this process has a handler for a signal. */
  public static boolean handlesSignal(int signal) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(CAUGHT)) {
        long mask = Long.parseUnsignedLong(line.substring(CAUGHT.length()).strip(), 16);
        return (mask >>> (signal - 1) & 1) != 0;
      }
    }
    return true;
  }

  /**
   * Sends a signal.
   *
   * @return false if the process does not exist
   * @throws ErrnoException if the signal is not permitted
   */
  public static boolean signal(long pid, int signal) throws ErrnoException {
    int result = new Libc().kill((int) pid, signal);
    if (Errno.ESRCH.is(result)) {
      return false;
    }
    ErrnoException.check(result, "kill with signal " + signal, "process " + pid);
    return true;
  }

  /**
   * Makes this process the leader of a new session, so that it gets no signals from the terminal.
   *
   * @return false if this process leads a process group, so that it cannot start a session
   */
  public static boolean beginSession() {
    return new Libc().setsid() >= 0;
  }

  /** Returns the bytes of a page of memory. */
  public static int pageSize() {
    return new Libc().getpagesize();
  }

  /**
   * Reaps a child that has ended.
   *
   * @return false if the process is not a child of this one, or has not ended
   */
  public static boolean reap(long pid) {
    return new Libc().waitpid((int) pid, WNOHANG) > 0;
  }
}
