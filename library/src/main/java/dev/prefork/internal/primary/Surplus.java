package dev.prefork.internal.primary;

/** Decides how many connections a worker has too many. */
final class Surplus {
  /** A worker may have {@code 1/TOLERANCE} more than its share. */
  private static final int TOLERANCE = 40;

  private Surplus() {}

  /**
   * Returns how many connections should move away.
   *
   * @param own the worker's connections
   * @param share how many it should have, by its weight
   * @return 0 if the worker has hardly more than its share
   */
  static int of(int own, double share) {
    int whole = (int) Math.ceil(share);
    int surplus = own - whole;
    return surplus > whole / TOLERANCE ? surplus : 0;
  }
}
