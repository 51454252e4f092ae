package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prefork kill}. */
@Command(
    name = "kill",
    description = {
      "Sends a signal to a worker.",
      "A worker that exits because of the signal is replaced."
    },
    exitCodeList = {
      "0:the signal was sent",
      "1:no such worker, or sending failed",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork kill 3            send SIGTERM to worker 3",
      "  prefork kill 3 KILL       kill worker 3",
      "  prefork kill shop 3 QUIT  make worker 3 of cluster shop print a thread dump"
    })
final class KillCommand extends ClusterCommand {
  @Parameters(
      arity = "1..3",
      paramLabel = "[NAME] WORKER [SIGNAL]",
      hideParamSyntax = true,
      description =
          "The name of the cluster, the number of the worker, and the name or number of the signal."
              + " Default: the only cluster, and TERM.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> rest = new ArrayList<>(words);
    String name = isNumber(rest.getFirst()) ? null : rest.removeFirst();
    if (rest.isEmpty() || !isNumber(rest.getFirst()) || rest.size() > 2) {
      throw misuse("missing worker number: give one that prefork status shows");
    }
    Signal signal = rest.size() == 1 ? Signal.SIGTERM : signal(rest.get(1));
    Request request = new Request.Kill(worker(rest.getFirst()), signal.number());
    return printLast(Clusters.choose(name).ask(request));
  }

  private Signal signal(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    @Nullable Signal signal =
        isNumber(text)
            ? Signal.of(Integer.parseInt(text))
            : Arrays.stream(Signal.values())
                .filter(one -> one.name().equals(name) || one.name().equals("SIG" + name))
                .findFirst()
                .orElse(null);
    if (signal == null) {
      throw misuse("invalid signal '" + text + "': expected for example TERM, KILL or 9");
    }
    return signal;
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,9}");
  }
}
