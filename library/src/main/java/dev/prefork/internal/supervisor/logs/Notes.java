package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.time.Instant;

/** Lines of the supervisor's own among those of the workers. */
final class Notes {
  /** Why lines are missing, if nothing has failed. */
  static final String TOO_FAST = "they could not be written as fast as workers wrote them";

  private Notes() {}

  static LogLine note(String text) {
    long pid = ProcessHandle.current().pid();
    return new LogLine(Instant.now(), 0, 0, 0, pid, LogLine.Stream.NOTE, text);
  }

  static LogLine missing(long lines, String cause) {
    return note(count(lines) + " missing here: " + cause);
  }

  /** The beginning of a sentence. */
  static String count(long lines) {
    return lines == 1 ? "1 line is" : lines + " lines are";
  }
}
