package dev.prefork.internal.supervisor.plan;

/**
 * What should be.
 *
 * @param workers how many
 * @param generation what they should be
 * @param proven the generation that is known to come up: while it is another, the first of the new
 *     ones is on trial
 * @param turnover how they become that
 * @param end whether, and how, all are to go
 */
public record Desired(int workers, int generation, int proven, Turnover turnover, End end) {
  /** How workers are replaced that are well. */
  public enum Turnover {
    /** One place after the other. */
    ROLLING,
    /** All at once: nobody goes before all the new ones serve. */
    TOGETHER
  }

  /** Whether all are to go. */
  public enum End {
    /** They are not. */
    NONE,
    /** Each when it has finished what it has. */
    GRACEFUL,
    /** At once. */
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

  /** A change has been made, or undone: nothing is on trial. */
  public Desired settled() {
    return new Desired(workers, generation, generation, Turnover.ROLLING, end);
  }

  public Desired withEnd(End end) {
    return new Desired(workers, generation, proven, turnover, end);
  }
}
