package dev.prefork.supervisor.model;

import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.util.Map;

/**
 * Counts what became of connections, since the start of the supervisor or during one operation.
 *
 * @param accepted connections that workers accepted; up to the last 0.5 s of a worker that exited
 *     unexpectedly may be missing
 * @param redispatched connections that another worker accepted than the one they were first meant
 *     for, because that one drained, died or became unresponsive
 * @param moved established connections that moved to another worker
 * @param drained connections that were open when their worker began to drain, did not move, and
 *     ended within the grace period
 * @param forced connections that were open when their worker was killed because its grace period
 *     was over
 * @param lost connections that were open in a worker that died
 * @param stayed connections that could not move to another worker although theirs drained, by
 *     reason. They are also counted as drained, forced or lost when they have ended
 */
public record Ledger(
    long accepted,
    long redispatched,
    long moved,
    long drained,
    long forced,
    long lost,
    Map<StayReason, Long> stayed) {
  /** No connections. */
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0, 0, Map.of());

  /** Copies the map. */
  public Ledger {
    stayed = new MoveReport(moved, stayed).stayed();
  }

  /** {@return the counts of connections that moved and stayed} */
  private MoveReport moves() {
    return new MoveReport(moved, stayed);
  }

  /**
   * {@return the sums of both ledgers' counts}
   *
   * @param other the ledger to add
   */
  public Ledger plus(Ledger other) {
    MoveReport moves = moves().plus(other.moves());
    return new Ledger(
        accepted + other.accepted,
        redispatched + other.redispatched,
        moves.moved(),
        drained + other.drained,
        forced + other.forced,
        lost + other.lost,
        moves.stayed());
  }

  /**
   * {@return the differences to an earlier state of this ledger}
   *
   * @param earlier the earlier state
   */
  public Ledger since(Ledger earlier) {
    MoveReport moves = moves().since(earlier.moves());
    return new Ledger(
        accepted - earlier.accepted,
        redispatched - earlier.redispatched,
        moves.moved(),
        drained - earlier.drained,
        forced - earlier.forced,
        lost - earlier.lost,
        moves.stayed());
  }
}
