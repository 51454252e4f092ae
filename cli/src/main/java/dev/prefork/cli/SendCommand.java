package dev.prefork.cli;

import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code prefork send}. */
@Command(
    name = "send",
    description = {
      "Sends a message to the programs of the workers.",
      "They receive it as a Message event of the library."
    },
    exitCodeList = {
      "0:the message was sent",
      "1:no such worker, or no worker at all",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork send '{\"log\":\"debug\"}'          send to all workers",
      "  prefork send 3 '{\"log\":\"debug\"}'        send to worker 3",
      "  prefork send shop 3 '\"hello\"'           send to worker 3 of cluster shop"
    })
final class SendCommand extends ClusterCommand {
  @Parameters(
      arity = "1..3",
      paramLabel = "[NAME] [WORKER] JSON",
      hideParamSyntax = true,
      description =
          "The name of the cluster, the number of the worker, and the message as JSON. Default: the"
              + " only cluster, and all workers.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> rest = new ArrayList<>(words);
    JsonNode message = message(rest.removeLast());
    Integer worker =
        !rest.isEmpty() && rest.getLast().matches("[0-9]{1,9}")
            ? Integer.valueOf(worker(rest.removeLast()))
            : null;
    if (rest.size() > 1) {
      throw misuse(
          "invalid worker number '%s': expected %s".formatted(rest.getLast(), Request.WORKER_IDS));
    }
    String name = rest.isEmpty() ? null : rest.getFirst();
    return printLast(Clusters.choose(name).ask(new Request.Send(worker, message)));
  }

  private JsonNode message(String text) {
    try {
      return Protocol.parse(text);
    } catch (IllegalArgumentException e) {
      throw misuse(e.getMessage() + "; strings need double quotes, in a shell '\"text\"'");
    }
  }
}
