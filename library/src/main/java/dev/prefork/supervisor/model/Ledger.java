package dev.prefork.supervisor.model;

/**
 * Counts what became of connections, since the start of the supervisor or during one operation.
 *
 * @param accepted connections that workers accepted; up to the last 0.5 s of a worker that exited
 *     unexpectedly may be missing
 * @param redispatched connections that another worker accepted than the one they were first meant
 *     for, because that one drained, died or became unresponsive
 * @param drained connections that were open when their worker began to drain, and ended within the
 *     grace period
 * @param forced connections that were open when their worker was killed because its grace period
 *     was over
 * @param lost connections that were open in a worker that died
 */
public record Ledger(long accepted, long redispatched, long drained, long forced, long lost) {
  /** No connections. */
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0);

  /**
   * {@return the sums of both ledgers' counts}
   *
   * @param other the ledger to add
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
   * {@return the differences to an earlier state of this ledger}
   *
   * @param earlier the earlier state
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
