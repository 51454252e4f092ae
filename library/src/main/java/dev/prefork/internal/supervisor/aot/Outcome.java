package dev.prefork.internal.supervisor.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The result of the creation of a cache. */
sealed interface Outcome {
  /** The cache was written. */
  Outcome WRITTEN = new Written();

  /** The supervisor cancelled the creation. */
  Outcome CANCELLED = new Cancelled();

  /** See {@link #WRITTEN}. */
  record Written() implements Outcome {}

  /** See {@link #CANCELLED}. */
  record Cancelled() implements Outcome {}

  /** The creation failed. */
  record Failed(String reason) implements Outcome {}

  /** The JVM did not finish the cache in time. */
  static Outcome unfinished(Duration limit) {
    return new Failed(
        "the JVM did not finish writing the cache within %d s".formatted(limit.toSeconds()));
  }

  /** The JVM exited without a cache, most often because the disk is full. */
  static Outcome notWritten(Path file) {
    return new Failed("the JVM did not write %s%s".formatted(file, room(file)));
  }

  /** Files changed, so the cache may hold classes of the old files. */
  static Outcome replaced() {
    return new Failed("files of the program or the JDK changed while a worker recorded");
  }

  private static String room(Path file) {
    try {
      long bytes = Files.getFileStore(file.resolveSibling(".")).getUsableSpace();
      return " (%d MB free)".formatted(bytes >> 20);
    } catch (IOException e) {
      return "";
    }
  }
}
