package dev.prefork.internal.supervisor.logs;

import dev.prefork.internal.host.IoReason;
import dev.prefork.supervisor.model.LogOptions;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one place that lines go to.
 *
 * @param format how lines are written there
 * @param target what it is, for people
 * @param notes gets a line when writing begins to fail, and when it works again
 */
record LogNotices(LogOptions.Format format, String target, Consumer<String> notes)
    implements LineWriter.Notices {
  @Override
  public byte[] missing(long lines, @Nullable IOException reason) {
    String cause = reason == null ? Notes.TOO_FAST : problem(reason);
    return LineFormat.encode(format, Notes.missing(lines, cause));
  }

  @Override
  public void failed(IOException reason) {
    notes.accept(problem(reason) + "; lines are left out until that is mended");
  }

  @Override
  public void resumed(long lines) {
    notes.accept(target + " is written again; " + Notes.count(lines) + " missing in it");
  }

  String problem(IOException reason) {
    return "cannot write to " + target + ": " + IoReason.of(reason);
  }
}
