package dev.prefork.model;

import org.jspecify.annotations.Nullable;

/**
 * The signals that make sense for a worker, with Linux's numbers. {@code SIGQUIT} makes a JVM print
 * its threads and {@code SIGUSR2} belongs to the JVM itself: neither ends a worker.
 */
public enum Signal {
  SIGHUP(1),
  SIGINT(2),
  SIGQUIT(3),
  SIGILL(4),
  SIGABRT(6),
  SIGBUS(7),
  SIGFPE(8),
  SIGKILL(9),
  SIGUSR1(10),
  SIGSEGV(11),
  SIGUSR2(12),
  SIGPIPE(13),
  SIGALRM(14),
  SIGTERM(15),
  SIGCONT(18),
  SIGSTOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** The number that {@code kill(2)} takes. */
  public int number() {
    return number;
  }

  /** The signal of a number, or null. */
  public static @Nullable Signal of(int number) {
    for (Signal signal : values()) {
      if (signal.number == number) {
        return signal;
      }
    }
    return null;
  }
}
