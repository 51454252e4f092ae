package dev.prefork.internal.primary;

/** Decides how many connections a worker has too many. */
final class Surplus {
  /** A worker may have {@code 1/TOLERANCE} more than the mean. */
  private static final int TOLERANCE = 40;

  private Surplus() {}

  /**
   * Returns how many connections should move away.
   *
   * @param own the worker's connections
   * @param total those of all workers
   * @param workers the number of workers
   * @return 0 if the worker has hardly more than the mean
   */
  static int of(int own, int total, int workers) {
    int mean = Math.ceilDiv(total, workers);
    int surplus = own - mean;
    return surplus > mean / TOLERANCE ? surplus : 0;
  }
}
