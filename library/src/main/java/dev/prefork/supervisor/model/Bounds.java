package dev.prefork.supervisor.model;

import dev.prefork.model.Range;

/** The numbers that options of a supervisor may have, whichever way they are given. */
public final class Bounds {
  /** Workers of a cluster. */
  public static final Range WORKERS = new Range(1, 1024);

  /** Failures that open the breaker; the time of each is kept. */
  public static final Range FAILURES = new Range(1, 1000);

  /** Connections that a worker has accepted. */
  public static final Range CONNECTIONS = new Range(0, 1_000_000_000_000_000L);

  /** Renamed log files that are kept: each is renamed again when another one is full. */
  public static final Range LOG_FILES = new Range(0, 1000);

  /** Bytes after which a log file is full. */
  public static final Range LOG_BYTES = new Range(1, Range.BYTES.max());

  /** Lines that workers wrote last: no more are kept in memory. */
  public static final Range LOG_LINES = new Range(0, 1000);

  private Bounds() {}

  /**
   * Checks a number of workers, which may be the result of an addition.
   *
   * @param number of workers
   * @return the same number
   * @throws IllegalArgumentException with the number and the bounds
   */
  public static int workers(long number) {
    return (int) WORKERS.check("number of workers", number);
  }
}
