package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/**
 * The signals that make sense for a worker, with Linux's numbers. {@code SIGQUIT} makes a JVM print
 * its threads and {@code SIGUSR2} belongs to the JVM itself: neither ends a worker.
 */
public enum Signal {
  /** The terminal is gone. */
  SIGHUP(1),
  /** Ctrl-C. */
  SIGINT(2),
  /** Print all threads. */
  SIGQUIT(3),
  /** An illegal instruction. */
  SIGILL(4),
  /** Abort, as a crashing JVM does. */
  SIGABRT(6),
  /** A bad memory access. */
  SIGBUS(7),
  /** An arithmetic error. */
  SIGFPE(8),
  /** End at once. */
  SIGKILL(9),
  /** The application's own. */
  SIGUSR1(10),
  /** An invalid memory access. */
  SIGSEGV(11),
  /** The JVM's own. */
  SIGUSR2(12),
  /** Nobody reads. */
  SIGPIPE(13),
  /** A timer. */
  SIGALRM(14),
  /** Please end. */
  SIGTERM(15),
  /** Go on. */
  SIGCONT(18),
  /** Stop, until SIGCONT. */
  SIGSTOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /**
   * The number.
   *
   * @return as {@code kill(2)} takes it
   */
  public int number() {
    return number;
  }

  /**
   * The signal of a number.
   *
   * @param number as {@code kill(2)} takes it
   * @return null if it is none of these
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
