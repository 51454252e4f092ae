package dev.prefork.internal.supervisor.aot;

import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The result of a training. */
sealed interface Outcome {
  /** The cache was written. */
  Outcome WRITTEN = new Written();

  /** The supervisor cancelled the training. */
  Outcome CANCELLED = new Cancelled();

  /** See {@link #WRITTEN}. */
  record Written() implements Outcome {}

  /** See {@link #CANCELLED}. */
  record Cancelled() implements Outcome {}

  /** The training failed. */
  record Failed(String reason) implements Outcome {}

  /** The worker did not listen in time. */
  static Outcome notListening(Duration timeout) {
    return new Failed(
        "the training worker did not listen within %d s".formatted(timeout.toSeconds()));
  }

  /** The worker exited early, so the cache would hold only a part of the program. */
  static Outcome endedEarly(ExitStatus status) {
    return new Failed("the training worker exited with status " + status + " before it listened");
  }

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
    return new Failed("files of the program or the JDK changed during the training");
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
