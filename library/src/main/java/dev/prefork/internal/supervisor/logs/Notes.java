package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.time.Instant;

/** Creates the supervisor's own lines among those of the workers. */
final class Notes {
  /** The reason for lost lines if no write has failed. */
  static final String TOO_FAST = "workers wrote faster than lines could be written";

  private Notes() {}

  static LogLine note(String text) {
    long pid = ProcessHandle.current().pid();
    return new LogLine(Instant.now(), 0, 0, 0, pid, LogLine.Stream.NOTE, text);
  }

  static LogLine lost(long lines, String cause) {
    return note(count(lines) + " lost here: " + cause);
  }

  static String count(long lines) {
    return lines == 1 ? "1 line" : lines + " lines";
  }
}
