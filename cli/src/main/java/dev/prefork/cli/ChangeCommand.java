package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.Faults;
import java.io.IOException;
import picocli.CommandLine.Option;

/** A command that changes a running cluster, and reports how that ended. */
abstract class ChangeCommand extends ClusterCommand {
  @Option(
      names = "--json",
      description = "Prints the report as JSON; progress goes to standard error.")
  private boolean json;

  /** What there is of a report if nothing was begun: fields that a whole one has as well. */
  private record Failed(boolean succeeded, String summary) {}

  /** Asks for it and waits until it is done. */
  final int change(ClusterChoice choice, Request request) throws IOException {
    if (!json) {
      return finish(choice.get().watchLive(request, this::progress));
    }
    try {
      return report(choice.get().watchLive(request, this::progressAside));
    } catch (IOException | CommandFailure e) { // which the command ends with, and tells as always
      out().println(Protocol.pretty(new Failed(false, Faults.text(e))));
      throw e;
    }
  }

  /** Which cluster. */
  interface ClusterChoice {
    ControlClient get() throws IOException;
  }

  private void progressAside(Answer answer) {
    if (answer instanceof Answer.Progress(String text)) {
      say(text);
    }
  }

  private int report(Answer answer) {
    return switch (answer) {
      case Answer.Done(var report) -> {
        out().println(Protocol.pretty(report));
        yield report.succeeded() ? ExitCodes.OK : ExitCodes.FAILED;
      }
      case Answer.Refused(String reason) -> throw new CommandFailure(ExitCodes.FAILED, reason);
      default -> throw new CommandFailure(ExitCodes.FAILED, "the cluster answered something else");
    };
  }
}
