package dev.prefork.internal.supervisor.logs;

import dev.prefork.internal.host.IoReason;
import dev.prefork.supervisor.model.LogOptions;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The notes about one target of lines.
 *
 * @param format the format of lines
 * @param target the name of the target, for operators
 * @param notes gets a line when writing begins to fail and when it works again
 */
record LogNotices(LogOptions.Format format, String target, Consumer<String> notes)
    implements LineWriter.Notices {
  @Override
  public byte[] lost(long lines, @Nullable IOException reason) {
    String cause = reason == null ? Notes.TOO_FAST : problem(reason);
    return LineFormat.encode(format, Notes.lost(lines, cause));
  }

  @Override
  public void failed(IOException reason) {
    notes.accept(problem(reason) + "; lines are lost until writing works again");
  }

  @Override
  public void resumed(long lines) {
    notes.accept("writing to " + target + " works again; " + Notes.count(lines) + " lost");
  }

  String problem(IOException reason) {
    return "cannot write to " + target + ": " + IoReason.of(reason);
  }
}
