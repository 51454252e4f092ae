package dev.prefork.supervisor.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A line that a worker wrote, or a note of the supervisor among such lines.
 *
 * @param time when the line was read
 * @param worker the worker number; 0 for a note
 * @param slot the slot of the worker
 * @param generation the generation of the worker
 * @param pid the process id of the worker
 * @param stream the source of the line
 * @param text the line without its end. Bytes that are not UTF-8 appear as {@code \xff}. A line
 *     longer than 16 KB is divided into several
 */
public record LogLine(
    Instant time, int worker, int slot, int generation, long pid, Stream stream, String text) {
  /**
   * Checks the components.
   *
   * @throws NullPointerException if a component is null
   */
  public LogLine {
    Objects.requireNonNull(time, "missing time");
    Objects.requireNonNull(stream, "missing stream");
    Objects.requireNonNull(text, "missing text");
  }

  /** The source of a line. */
  public enum Stream {
    /** The worker's standard output. */
    STDOUT,
    /** The worker's standard error. */
    STDERR,
    /** The supervisor: a note on lines that were left out. */
    NOTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
