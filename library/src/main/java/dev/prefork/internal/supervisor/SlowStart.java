package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.health.CompilerTime;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.supervisor.model.ClusterStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Raises a new worker's share of new connections from an eighth to a full one. The share doubles
 * whenever the JVM's compilers have become calm, and is full after the warm-up time at the latest.
 * Confined to the supervisor's thread.
 */
final class SlowStart {
  /** The first share, which doubles three times. */
  static final double FIRST = 1.0 / 8;

  /** How long a share is kept at least: the compilers need a moment to see what is called often. */
  static final long STEP_MILLIS = 90;

  /** Compilers that use less than this part of a processor are calm. */
  static final double CALM = 0.25;

  private final long limitMillis;
  private final Map<Integer, Step> steps = new HashMap<>();
  private boolean complete;

  /**
   * The share of a worker since a moment.
   *
   * @param begun the time, in ms
   * @param nanos the compilers' processor time until then
   */
  private record Step(long begun, long nanos) {
    boolean isOver(long now) {
      return now - begun >= STEP_MILLIS;
    }

    double busy(long nanosNow, long now) {
      return (nanosNow - nanos) / (1e6 * Math.max(1, now - begun));
    }
  }

  /**
   * Creates the rule.
   *
   * @param limit how long the share rises at most; with 0 it is full at once
   */
  SlowStart(Duration limit) {
    this.limitMillis = limit.toMillis();
  }

  /** Gives a worker its first share, unless it is one of the first workers of the cluster. */
  void forked(SupervisedWorker supervised) {
    if (complete && limitMillis > 0) {
      supervised.weight(FIRST);
    }
  }

  /** Begins to raise the share of a worker that serves. */
  void begin(SupervisedWorker supervised, long now) {
    if (supervised.weight() < 1) {
      steps.put(supervised.worker().id(), step(supervised, now));
    }
  }

  private static Step step(SupervisedWorker supervised, long now) {
    return new Step(now, CompilerTime.nanosOf(supervised.worker().pid()));
  }

  /** Raises the shares that are due. Once all workers serve, the next ones begin with less. */
  void review(WorkerPool pool, ClusterStatus.State state, long now) {
    complete |= state == ClusterStatus.State.RUNNING;
    if (!steps.isEmpty()) {
      steps.keySet().removeIf(worker -> isDone(pool.find(worker), now));
    }
  }

  private boolean isDone(@Nullable SupervisedWorker supervised, long now) {
    if (supervised == null || supervised.stage() != Stage.SERVING) {
      return true;
    }
    Step last = steps.get(supervised.worker().id());
    if (last != null && last.isOver(now)) {
      raise(supervised, last, now);
    }
    return supervised.weight() == 1;
  }

  private void raise(SupervisedWorker supervised, Step last, long now) {
    Step next = step(supervised, now);
    double share =
        next(supervised.weight(), last.busy(next.nanos(), now), supervised.servedFor(now));
    if (share > supervised.weight()) {
      supervised.weight(share);
    }
    steps.replace(supervised.worker().id(), next);
  }

  /**
   * Returns the next share.
   *
   * @param busy how many processors the compilers have used
   * @param servedFor how long the worker has served, in ms
   */
  double next(double share, double busy, long servedFor) {
    if (servedFor >= limitMillis) {
      return 1;
    }
    return busy < CALM ? Math.min(1, 2 * share) : share;
  }
}
