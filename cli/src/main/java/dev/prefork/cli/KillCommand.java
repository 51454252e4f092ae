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
    description = "Sends a worker a signal, SIGTERM by default. One that ends by it is replaced.",
    exitCodeList = {
      "0:it was sent",
      "1:there is no such worker, or it may not be sent",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {
      "  prefork kill 3          asks worker 3 to end",
      "  prefork kill 3 KILL     kills it",
      "  prefork kill shop 3 QUIT  has it print its threads"
    })
final class KillCommand extends ClusterCommand {
  @Parameters(
      arity = "1..3",
      paramLabel = "[NAME] WORKER [SIGNAL]",
      hideParamSyntax = true,
      description = "Which cluster, the worker's number, and the signal's name or number.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> rest = new ArrayList<>(words);
    String name = isNumber(rest.getFirst()) ? null : rest.removeFirst();
    if (rest.isEmpty() || !isNumber(rest.getFirst()) || rest.size() > 2) {
      throw misuse("which worker? Give its number, as prefork status shows it");
    }
    Signal signal = rest.size() == 1 ? Signal.SIGTERM : signal(rest.get(1));
    Request request = new Request.Kill(worker(rest.getFirst()), signal.number());
    return finish(Clusters.choose(name).ask(request));
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
      throw misuse("'" + text + "' is no signal: give such as TERM, KILL or 9");
    }
    return signal;
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,9}");
  }
}
