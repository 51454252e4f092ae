package dev.prefork.supervisor.model;

/**
 * What became of connections, counted from the supervisor's start or over one operation.
 *
 * @param accepted by workers
 * @param redispatched accepted by another worker than the one that was to have them: that one left,
 *     hung or died before
 * @param drained in use when their worker was told to stop, and ended by themselves
 * @param forced in use when their worker's time to stop was over
 * @param lost in use when their worker died by itself
 */
public record Ledger(long accepted, long redispatched, long drained, long forced, long lost) {
  /** Nothing yet. */
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0);

  /**
   * {@return the sum of both}
   *
   * @param other the other
   */
  public Ledger plus(Ledger other) {
    return new Ledger(
        accepted + other.accepted,
        redispatched + other.redispatched,
        drained + other.drained,
        forced + other.forced,
        lost + other.lost);
  }

  /**
   * {@return what was added since}
   *
   * @param earlier the same ledger, earlier
   */
  public Ledger since(Ledger earlier) {
    return new Ledger(
        accepted - earlier.accepted,
        redispatched - earlier.redispatched,
        drained - earlier.drained,
        forced - earlier.forced,
        lost - earlier.lost);
  }
}
