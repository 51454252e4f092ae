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
    description =
        "Shows a cluster and its workers, again each second until Ctrl-C. Without a terminal,"
            + " once.",
    exitCodeList = {
      "0:it was shown; or the cluster has ended meanwhile",
      "1:the cluster does not answer",
      "2:the arguments make no sense",
      "3:there is no such cluster",
      "130:ended by Ctrl-C"
    },
    footer = {"  prefork top", "  prefork top shop"})
final class TopCommand extends ClusterCommand {
  private static final long SECOND = 1000;

  // ANSI: another screen and back, without line breaks where it is too narrow; home; to the end
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
      return finish(answer);
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
    Terminal terminal = Terminal.out(); // it may have another size now
    if (terminal != null) {
      write(screen(cluster, terminal));
    }
  }

  /** What fits, line by line and in each line. */
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
        .collect(Collectors.joining("\n", HOME, REST)); // none after the last, which would scroll
  }

  private void write(String text) {
    out().print(text);
    out().flush();
  }
}
