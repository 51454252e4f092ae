package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.text.StatusView;
import dev.prefork.cli.text.Width;
import dev.prefork.internal.host.Terminal;
import dev.prefork.supervisor.model.ClusterStatus;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork top}. */
@Command(
    name = "top",
    description = {
      "Shows a cluster and its workers every 1s until Ctrl-C, or once without a terminal."
    },
    exitCodeList = {
      "0:the cluster was shown, or has ended meanwhile",
      "1:the cluster does not answer",
      "2:invalid arguments",
      "3:no such cluster",
      "130:interrupted by Ctrl-C"
    },
    footer = {"  prefork top", "  prefork top shop"})
final class TopCommand extends ClusterCommand {
  private static final long SECOND = 1000;

  // ANSI: the alternate screen without line wrapping, and back; home; to the end
  private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST = "\u001b[J";

  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Override
  public Integer call() throws IOException {
    ControlClient client = cluster.choose();
    Answer answer = client.ask(new Request.Status());
    if (!(answer instanceof Answer.Status(ClusterStatus first))) {
      return printLast(answer);
    }
    if (Terminal.out() != null) {
      return watch(client);
    }
    StatusView.lines(first, Width.UNLIMITED).forEach(out()::println);
    return ExitCodes.OK;
  }

  private int watch(ControlClient client) throws IOException {
    Thread end = new Thread(() -> write(END), "prefork-top-end"); // after Ctrl-C as well
    Runtime.getRuntime().addShutdownHook(end);
    write(BEGIN);
    try {
      while (client.ask(new Request.Status()) instanceof Answer.Status(ClusterStatus cluster)) {
        show(cluster);
        Thread.sleep(SECOND);
      }
    } catch (ControlException.NotRunning e) {
      // it has ended
    } catch (InterruptedException e) {
      return ExitCodes.INTERRUPTED;
    }
    return ExitCodes.OK;
  }

  private void show(ClusterStatus cluster) {
    Terminal terminal = Terminal.out(); // its size may have changed
    if (terminal != null) {
      write(screen(cluster, terminal));
    }
  }

  /** The screen: as many lines, and as much of each line, as fit. */
  static String screen(ClusterStatus cluster, Terminal terminal) {
    int width = Width.of(terminal);
    List<String> lines = StatusView.lines(cluster, width);
    int rows = terminal.rows() > 0 ? terminal.rows() : lines.size();
    if (lines.size() > rows) {
      String rest = "\u2026 %d more lines: prefork status".formatted(lines.size() - rows + 1);
      lines = Stream.concat(lines.stream().limit(rows - 1), Stream.of(rest)).toList();
    }
    return lines.stream()
        .map(line -> Width.cut(line, width) + REST_OF_LINE)
        .collect(
            Collectors.joining(
                "\n", HOME, REST)); // no line feed after the last line: it would scroll
  }

  private void write(String text) {
    out().print(text);
    out().flush();
  }
}
