package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.text.Format;
import dev.prefork.internal.supervisor.logs.TerminalText;
import dev.prefork.supervisor.model.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command for a running cluster. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nExamples:%n")
abstract class ClusterCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public abstract Integer call() throws IOException;

  final CommandSpec spec() {
    return spec;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints a line to standard error. */
  final void printError(String line) {
    spec.commandLine().getErr().println("prefork: " + TerminalText.plain(line));
  }

  /** Prints a line to standard output. */
  final void print(String line) {
    out().println(TerminalText.plain(line));
    out().flush();
  }

  final CommandFailure misuse(String message) {
    return new CommandFailure(ExitCodes.USAGE, message);
  }

  /** Parses a worker number, which consists of digits. */
  final int worker(String digits) {
    int worker = Integer.parseInt(digits);
    if (!Request.WORKER_IDS.contains(worker)) {
      throw misuse("invalid worker number '%s': expected %s".formatted(digits, Request.WORKER_IDS));
    }
    return worker;
  }

  /** Prints the last answer, and returns the exit code. */
  final int printLast(Answer answer) {
    return switch (answer) {
      case Answer.Done(Report report) -> printReport(report);
      case Answer.Sent(int workers) -> {
        out().println("sent to " + Format.workers(workers));
        yield workers > 0 ? ExitCodes.OK : ExitCodes.FAILED;
      }
      case Answer.Moving(int connections) -> {
        out().println("moving connections: " + connections);
        yield ExitCodes.OK;
      }
      case Answer.Refused(String reason) -> {
        printError(reason);
        yield ExitCodes.FAILED;
      }
      case Answer.Status _, Answer.Progress _, Answer.Line _, Answer.End _ -> ExitCodes.OK;
    };
  }

  private int printReport(Report report) {
    print(report.summary());
    report.lastLines().forEach(line -> print("  | " + line));
    print(Format.ledger(report));
    return report.succeeded() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Prints a progress line. */
  final void progress(Answer answer) {
    if (answer instanceof Answer.Progress(String text)) {
      print(text);
    }
  }
}
