package dev.prefork.internal.supervisor.aot;

import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How a training has ended. */
sealed interface Outcome {
  /** The cache is there. */
  Outcome WRITTEN = new Written();

  /** The supervisor has ended it. */
  Outcome CANCELLED = new Cancelled();

  /** See {@link #WRITTEN}. */
  record Written() implements Outcome {}

  /** See {@link #CANCELLED}. */
  record Cancelled() implements Outcome {}

  /** There is no cache, and why. */
  record Failed(String reason) implements Outcome {}

  /** The worker has not listened in time. */
  static Outcome notListening(Duration patience) {
    return new Failed(
        "the worker that trains it did not listen within %d s".formatted(patience.toSeconds()));
  }

  /** The worker has ended by itself, and a cache would have only a part of the program. */
  static Outcome endedEarly(ExitStatus status) {
    return new Failed(
        "the worker that trains it ended before it listened, with exit code " + status);
  }

  /** Its JVM writes for too long. */
  static Outcome unfinished(Duration limit) {
    return new Failed("the JVM did not finish writing it within %d s".formatted(limit.toSeconds()));
  }

  /** Its JVM has ended and left none; the most frequent reason is a full disk. */
  static Outcome notWritten(Path file) {
    return new Failed("the JVM did not write %s%s".formatted(file, room(file)));
  }

  /** The classes of a cache may be those of the old files. */
  static Outcome replaced() {
    return new Failed("files of the program or of the JDK were replaced during the training");
  }

  private static String room(Path file) {
    try {
      long bytes = Files.getFileStore(file.resolveSibling(".")).getUsableSpace();
      return " (free there: %d MB)".formatted(bytes >> 20);
    } catch (IOException e) {
      return "";
    }
  }
}
