package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/**
 * The exit status of a worker's process. Node passes its two parts, {@code code} and {@code
 * signal}, separately.
 *
 * @param code the exit code, 0 to 255; 128 + n if signal n ended the process
 */
public record ExitStatus(int code) {
  private static final int SIGNAL_BASE = 128;

  /**
   * Returns the signal that the exit code stands for. The process need not have been ended by that
   * signal: a JVM that receives SIGTERM, SIGINT or SIGHUP runs its shutdown hooks and exits with
   * 128 + n, and a program can call {@code System.exit(137)}.
   *
   * @return the signal, or null if the code is 128 or less or stands for an unknown signal
   */
  public @Nullable Signal signal() {
    return code > SIGNAL_BASE ? Signal.of(code - SIGNAL_BASE) : null;
  }

  /**
   * Returns whether the process exited with code 0.
   *
   * @return true for code 0
   */
  public boolean isSuccess() {
    return code == 0;
  }

  /** {@return the code, and the name of its signal if there is one, as in {@code 137 (SIGKILL)}} */
  @Override
  public String toString() {
    Signal signal = signal();
    return signal == null ? Integer.toString(code) : code + " (" + signal + ")";
  }
}
