package dev.prefork.internal.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the JDK cannot do to processes. */
public final class Processes {
  private static final String CAUGHT = "SigCgt:";
  private static final int WNOHANG = 1;

  private Processes() {}

  /** True if this process does something of its own when it gets a signal. */
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
   * @return false if there is no such process (any more)
   * @throws ErrnoException if it may not be sent
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
   * Makes this process the leader of a session of its own, which has no terminal.
   *
   * @return false if it cannot be, because it leads a process group already
   */
  public static boolean beginSession() {
    return new Libc().setsid() >= 0;
  }

  /**
   * Takes the last news of a child that has ended, so that nothing of it is left.
   *
   * @return false if it is no child of this process, or has not ended
   */
  public static boolean reap(long pid) {
    return new Libc().waitpid((int) pid, WNOHANG) > 0;
  }
}
