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
      "Shows what workers wrote last: up to 1000 lines, which the primary keeps in memory. All of"
          + " it is in the log file, or where the primary's own output goes.",
      ""
    },
    exitCodeList = {
      "0:that is all there is; with -f, the cluster has ended",
      "1:the cluster was lost",
      "2:the arguments make no sense",
      "3:there is no such cluster",
      "130:ended by Ctrl-C"
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
      description = "Goes on with new lines.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the last lines. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(names = "--json", description = "As JSON, an object for each line.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!Bounds.LOG_LINES.contains(count)) {
      throw misuse("'" + count + "' is no number of lines: give " + Bounds.LOG_LINES);
    }
    boolean terminal = Terminal.out() != null;
    try {
      Request lines = new Request.Logs(count, follow);
      return finish(cluster.choose().watchLive(lines, answer -> print(answer, terminal)));
    } catch (NobodyReads e) {
      return ExitCodes.OK; // as in: prefork logs -f | head
    }
  }

  /** The other end of the pipe is closed. */
  private static final class NobodyReads extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void print(Answer answer, boolean terminal) {
    if (answer instanceof Answer.Line line) {
      out().println(json ? Protocol.json(line.line()) : text(line, terminal));
      if (out().checkError()) {
        throw new NobodyReads();
      }
    }
  }

  /** A terminal gets nothing that it would obey; a file or a pipe has the line as it is. */
  private static String text(Answer.Line line, boolean terminal) {
    int worker = line.line().worker();
    String prefix = worker == 0 ? "prefork: " : "[" + worker + "] ";
    String text = line.line().text();
    return prefix + (terminal ? TerminalText.colored(text) : text);
  }
}
