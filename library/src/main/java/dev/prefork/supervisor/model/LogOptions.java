package dev.prefork.supervisor.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers' output goes.
 *
 * @param format how a line is written
 * @param file the file, for both streams, or null for the supervisor's own standard output and
 *     error
 * @param rotateAt bytes after which a file is renamed to {@code file.1} and a new one begun
 * @param keep how many renamed files are kept
 */
public record LogOptions(Format format, @Nullable Path file, long rotateAt, int keep) {
  /** Refuses numbers that are out of {@link Bounds}. */
  public LogOptions {
    long _ = Bounds.LOG_BYTES.check("rotateAt", rotateAt);
    int _ = Bounds.LOG_FILES.check("keep", keep);
  }

  /** Prefixed lines to standard output and error. */
  public static final LogOptions DEFAULT = new LogOptions(Format.PREFIXED, null, 10 << 20, 5);

  /** How a line is written. */
  public enum Format {
    /** As the worker wrote it, after {@code [id]}. */
    PREFIXED,
    /** One JSON object for each line: with time, slot, worker, stream and text. */
    JSON,
    /** As the worker wrote it. */
    RAW
  }
}
