package dev.prefork.supervisor.model;

/**
 * How well what workers write can be written.
 *
 * @param lost lines that were left out since the start: they could not be written, or not as fast
 *     as they came
 * @param problem why lines cannot be written now, for people; or empty
 */
public record LogStatus(long lost, String problem) {
  /** Nothing is lost. */
  public static final LogStatus NONE = new LogStatus(0, "");
}
