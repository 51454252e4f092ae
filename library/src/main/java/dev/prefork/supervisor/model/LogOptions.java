package dev.prefork.supervisor.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers' output goes, and in which format.
 *
 * @param format the format of a line
 * @param file the file for standard output and error of all workers; null for the supervisor's own
 *     standard output and error
 * @param rotateAt the size in bytes at which a file is renamed to {@code file.1} and a new one is
 *     begun
 * @param keep how many renamed files are kept
 */
public record LogOptions(Format format, @Nullable Path file, long rotateAt, int keep) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of {@link Bounds}
   */
  public LogOptions {
    long _ = Bounds.LOG_BYTES.check("rotateAt", rotateAt);
    int _ = Bounds.LOG_FILES.check("keep", keep);
  }

  /**
   * Prefixed lines on standard output and error; files are rotated at 10 MiB, and five are kept.
   */
  public static final LogOptions DEFAULT = new LogOptions(Format.PREFIXED, null, 10 << 20, 5);

  /** The format of a line. */
  public enum Format {
    /** The line after the worker number, as in {@code [3] text}. */
    PREFIXED,
    /** One JSON object per line, with time, slot, worker, stream and text. */
    JSON,
    /** The line as the worker wrote it. */
    RAW
  }
}
