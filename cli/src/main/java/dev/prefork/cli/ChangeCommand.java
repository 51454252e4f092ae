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

/** A command that changes a running cluster and prints the report. */
abstract class ChangeCommand extends ClusterCommand {
  @Option(
      names = "--json",
      description = "Print the report as JSON, and progress to standard error.")
  private boolean json;

  /** The fields of a report that exist if the operation was not begun. */
  private record NotBegun(boolean succeeded, String summary) {}

  /** Requests the change and waits for the report. */
  final int change(ClusterChoice choice, Request request) throws IOException {
    if (!json) {
      return printLast(choice.get().watchLive(request, this::progress));
    }
    try {
      return report(choice.get().watchLive(request, this::progressToError));
    } catch (IOException | CommandFailure e) { // Main prints it to standard error
      out().println(Protocol.pretty(new NotBegun(false, Faults.text(e))));
      throw e;
    }
  }

  /** Finds the cluster. */
  interface ClusterChoice {
    ControlClient get() throws IOException;
  }

  private void progressToError(Answer answer) {
    if (answer instanceof Answer.Progress(String text)) {
      printError(text);
    }
  }

  private int report(Answer answer) {
    return switch (answer) {
      case Answer.Done(var report) -> {
        out().println(Protocol.pretty(report));
        yield report.succeeded() ? ExitCodes.OK : ExitCodes.FAILED;
      }
      case Answer.Refused(String reason) -> throw new CommandFailure(ExitCodes.FAILED, reason);
      default ->
          throw new CommandFailure(
              ExitCodes.FAILED, "the cluster sent an unexpected answer: " + answer);
    };
  }
}
