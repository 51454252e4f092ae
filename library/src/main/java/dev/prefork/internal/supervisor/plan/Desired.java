package dev.prefork.internal.supervisor.plan;

/**
 * The desired state of a cluster.
 *
 * @param workers the number of workers
 * @param generation the generation of the workers
 * @param proven the last generation that became ready: while it differs, the first worker of the
 *     new generation is on trial
 * @param turnover how workers are replaced
 * @param end whether and how the cluster stops
 */
public record Desired(int workers, int generation, int proven, Turnover turnover, End end) {
  /** How healthy workers are replaced. */
  public enum Turnover {
    /** One slot after the other. */
    ROLLING,
    /** All at once: old workers stop when all new ones serve. */
    TOGETHER
  }

  /** Whether and how the cluster stops. */
  public enum End {
    /** The cluster keeps running. */
    NONE,
    /** Workers drain. */
    GRACEFUL,
    /** Workers are killed. */
    NOW
  }

  public static Desired initial(int workers) {
    return new Desired(workers, 1, 1, Turnover.ROLLING, End.NONE);
  }

  public Desired withWorkers(int workers) {
    return new Desired(workers, generation, proven, turnover, end);
  }

  public Desired withGeneration(int generation, Turnover turnover) {
    return new Desired(workers, generation, proven, turnover, end);
  }

  /** Returns the state after a change or a rollback: no generation is on trial. */
  public Desired settled() {
    return new Desired(workers, generation, generation, Turnover.ROLLING, end);
  }

  public Desired withEnd(End end) {
    return new Desired(workers, generation, proven, turnover, end);
  }
}
