package dev.prefork.supervisor.model;

/**
 * The state of the workers' output.
 *
 * @param lost how many lines were left out since the start, because they could not be written, or
 *     not as fast as they came
 * @param problem why lines cannot be written at the moment, for display; empty if they can
 */
public record LogStatus(long lost, String problem) {
  /** No lines are lost, and there is no problem. */
  public static final LogStatus NONE = new LogStatus(0, "");
}
