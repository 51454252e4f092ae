package dev.prefork.supervisor.model;

import dev.prefork.model.Range;

/**
 * Bounds of the numbers in a supervisor's options, wherever they are given: in a program, on the
 * command line, or in a file.
 */
public final class Bounds {
  /** The number of workers in a cluster. */
  public static final Range WORKERS = new Range(1, 1024);

  /** The number of workers that a reload replaces at a time; 0 lets the supervisor choose. */
  public static final Range PARALLEL = new Range(0, 1024);

  /** The number of failures that opens the circuit breaker. The time of each failure is kept. */
  public static final Range FAILURES = new Range(1, 1000);

  /** The number of connections that a worker has accepted. */
  public static final Range CONNECTIONS = new Range(0, 1_000_000_000_000_000L);

  /** The number of rotated log files to keep. Each rotation renames all of them. */
  public static final Range LOG_FILES = new Range(0, 1000);

  /** The size of a log file in bytes, at which it is rotated. */
  public static final Range LOG_BYTES = new Range(1, Range.BYTES.max());

  /** The number of recent lines of output that are kept in memory. */
  public static final Range LOG_LINES = new Range(0, 1000);

  private Bounds() {}

  /**
   * Rejects an invalid number of workers. The parameter is a {@code long}, because the number may
   * be the sum of two.
   *
   * @param number the number of workers
   * @return the same number
   * @throws IllegalArgumentException if the number is out of bounds; the message has the number and
   *     the bounds
   */
  public static int workers(long number) {
    return (int) WORKERS.check("number of workers", number);
  }
}
