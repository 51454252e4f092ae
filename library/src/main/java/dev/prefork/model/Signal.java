package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/**
 * The signals that can be sent to a worker, with their numbers on Linux. {@code SIGQUIT} makes a
 * JVM print its threads, and {@code SIGUSR2} is reserved for the JVM: neither ends a worker.
 */
public enum Signal {
  /** Hang-up: the terminal was closed. */
  SIGHUP(1),
  /** Interrupt: Ctrl-C. */
  SIGINT(2),
  /** Quit: a JVM prints a thread dump and continues. */
  SIGQUIT(3),
  /** Illegal instruction. */
  SIGILL(4),
  /** Abort: a JVM that crashes ends with this signal. */
  SIGABRT(6),
  /** Bus error. */
  SIGBUS(7),
  /** Arithmetic error. */
  SIGFPE(8),
  /** Kill: ends the process at once, without shutdown hooks. */
  SIGKILL(9),
  /** User-defined. */
  SIGUSR1(10),
  /** Segmentation fault: invalid memory access. */
  SIGSEGV(11),
  /** Reserved for the JVM. */
  SIGUSR2(12),
  /** Broken pipe: write to a pipe without a reader. */
  SIGPIPE(13),
  /** Alarm of a timer. */
  SIGALRM(14),
  /** Termination: a JVM runs its shutdown hooks and exits. */
  SIGTERM(15),
  /** Continue a stopped process. */
  SIGCONT(18),
  /** Stop the process until it receives SIGCONT. */
  SIGSTOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /**
   * Returns the number of the signal.
   *
   * @return the number, as {@code kill(2)} takes it
   */
  public int number() {
    return number;
  }

  /**
   * Returns the signal with a given number.
   *
   * @param number the number, as {@code kill(2)} takes it
   * @return the signal, or null if none has this number
   */
  public static @Nullable Signal of(int number) {
    for (Signal signal : values()) {
      if (signal.number == number) {
        return signal;
      }
    }
    return null;
  }
}
