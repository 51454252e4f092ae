package dev.prefork.internal.supervisor.plan;

/**
 * A worker, as the planner sees it. Times are milliseconds of a clock that only goes forward.
 *
 * @param id its number
 * @param slot its place
 * @param generation its generation
 * @param stage where in its life it is
 * @param since when that began
 * @param healthyAt when it last gave a good answer, or began to serve
 * @param suspended whether it is kept out of the rotation
 * @param overLimit whether it is over a limit
 */
public record WorkerView(
    int id,
    int slot,
    int generation,
    Stage stage,
    long since,
    long healthyAt,
    boolean suspended,
    boolean overLimit) {
  public boolean isServing() {
    return stage == Stage.SERVING;
  }

  /** True if it has served for so long. */
  boolean hasServed(long millis, long now) {
    return isServing() && now - since >= millis;
  }
}
