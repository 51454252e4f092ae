package dev.prefork.internal.supervisor.plan;

/**
 * The state of a worker for the planner. Times are ms of a monotonic clock.
 *
 * @param id the worker's number
 * @param slot the worker's slot
 * @param generation the worker's generation
 * @param stage the current stage
 * @param since when the stage began
 * @param healthyAt when the worker last passed a health check or began to serve
 * @param suspended whether the worker is out of rotation
 * @param overLimit whether the worker is over a limit
 * @param fullShare whether the worker gets as many connections as one that has served for long
 */
public record WorkerView(
    int id,
    int slot,
    int generation,
    Stage stage,
    long since,
    long healthyAt,
    boolean suspended,
    boolean overLimit,
    boolean fullShare) {
  public boolean isServing() {
    return stage == Stage.SERVING;
  }

  /** Returns whether the worker has served for this time. */
  boolean hasServed(long millis, long now) {
    return isServing() && now - since >= millis;
  }
}
