package dev.prefork.supervisor.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A line that a worker wrote, or a note of ours among such lines.
 *
 * @param time when it was read
 * @param worker the worker's number; 0 for a note
 * @param slot its slot
 * @param generation its generation
 * @param pid its process
 * @param stream what it was written to
 * @param text without the line's end. Bytes that are not UTF-8 stand in it as {@code \xff}. Of a
 *     line longer than 16 KB this is a piece; the rest follows
 */
public record LogLine(
    Instant time, int worker, int slot, int generation, long pid, Stream stream, String text) {
  /** All of it must be there. */
  public LogLine {
    Objects.requireNonNull(time, "it has no time");
    Objects.requireNonNull(stream, "it has no stream");
    Objects.requireNonNull(text, "it has no text");
  }

  /** Where a line comes from. */
  public enum Stream {
    /** The worker's standard output. */
    STDOUT,
    /** The worker's standard error. */
    STDERR,
    /** Not a worker: it says what is missing here. */
    NOTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
