package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended.
 *
 * @param code the exit code, 0 to 255; 128 + n for a process that signal n ended
 */
public record ExitStatus(int code) {
  private static final int SIGNAL_BASE = 128;

  /**
   * The signal that ended the process. A JVM that gets SIGTERM, SIGINT or SIGHUP runs its shutdown
   * hooks and then exits with 128 + n by itself, which looks the same from outside; so would a
   * program that calls {@code System.exit(137)}.
   *
   * @return null if it ended otherwise
   */
  public @Nullable Signal signal() {
    return code > SIGNAL_BASE ? Signal.of(code - SIGNAL_BASE) : null;
  }

  /**
   * Asks whether all went well.
   *
   * @return true for code 0
   */
  public boolean isSuccess() {
    return code == 0;
  }

  /** The code, and the signal's name where there is one: {@code 137 (SIGKILL)}. */
  @Override
  public String toString() {
    Signal signal = signal();
    return signal == null ? Integer.toString(code) : code + " (" + signal + ")";
  }
}
