package dev.prefork.supervise.logs;

import java.time.Instant;
import java.util.Locale;

/**
 * A line that a worker wrote, or a note of ours among such lines.
 *
 * @param time when it was read
 * @param worker the worker's number; 0 for a note
 * @param slot its place
 * @param generation its generation
 * @param pid its process
 * @param stream what it was written to
 * @param text without the line's end. Bytes that are not UTF-8 stand in it as {@code \xff}. Of a
 *     line longer than 16 KB this is a piece; the rest follows
 */
public record LogLine(
    Instant time, int worker, int slot, int generation, long pid, Stream stream, String text) {
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

  static LogLine note(String text) {
    long pid = ProcessHandle.current().pid();
    return new LogLine(Instant.now(), 0, 0, 0, pid, Stream.NOTE, text);
  }

  static LogLine missing(long lines) {
    String what = lines == 1 ? "1 line is" : lines + " lines are";
    return note(what + " missing here: they could not be written as fast as workers wrote them");
  }
}
