package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.internal.host.Terminal;
import dev.prefork.internal.supervisor.logs.TerminalText;
import dev.prefork.supervisor.model.Bounds;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prefork logs}. */
@Command(
    name = "logs",
    description = {
      "Shows the last lines that workers wrote.",
      "The primary keeps up to 1000 lines in memory. All lines go to the log file, or else"
          + " to the output of the primary.",
      ""
    },
    exitCodeList = {
      "0:all lines were shown; with -f, the cluster has ended",
      "1:the connection to the cluster failed",
      "2:invalid arguments",
      "3:no such cluster",
      "130:interrupted by Ctrl-C"
    },
    footer = {
      "  prefork logs            the last 100 lines",
      "  prefork logs -f -n 0    new lines only, until Ctrl-C",
      "  prefork logs shop -f --json | jq -r 'select(.worker == 3).text'"
    })
final class LogsCommand extends ClusterCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Option(
      names = {"-f", "--follow"},
      description = "Continue with new lines until Ctrl-C or the end of the cluster.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "The number of last lines, 0 to 1000. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(names = "--json", description = "Print a JSON object for each line.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!Bounds.LOG_LINES.contains(count)) {
      throw misuse("invalid number of lines '%d': expected %s".formatted(count, Bounds.LOG_LINES));
    }
    boolean terminal = Terminal.out() != null;
    try {
      Request lines = new Request.Logs(count, follow);
      return printLast(cluster.choose().watchLive(lines, answer -> print(answer, terminal)));
    } catch (OutputClosed e) {
      return ExitCodes.OK; // as in: prefork logs -f | head
    }
  }

  /** The reader of the pipe has closed it. */
  private static final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void print(Answer answer, boolean terminal) {
    if (answer instanceof Answer.Line line) {
      out().println(json ? Protocol.json(line.line()) : text(line, terminal));
      if (out().checkError()) {
        throw new OutputClosed();
      }
    }
  }

  /** For a terminal, control sequences are escaped. A file or a pipe gets the line unchanged. */
  private static String text(Answer.Line line, boolean terminal) {
    int worker = line.line().worker();
    String prefix = worker == 0 ? "prefork: " : "[" + worker + "] ";
    String text = line.line().text();
    return prefix + (terminal ? TerminalText.colored(text) : text);
  }
}
