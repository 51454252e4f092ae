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
    description =
        "Sends the workers' programs a message, which they get as the event Message of the"
            + " library.",
    exitCodeList = {
      "0:it was sent",
      "1:there is no such worker, or none",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {
      "  prefork send '{\"log\":\"debug\"}'          to all workers",
      "  prefork send 3 '{\"log\":\"debug\"}'        to worker 3",
      "  prefork send shop 3 '\"hello\"'           to that of a named cluster"
    })
final class SendCommand extends ClusterCommand {
  @Parameters(
      arity = "1..3",
      paramLabel = "[NAME] [WORKER] JSON",
      hideParamSyntax = true,
      description = "Which cluster, which worker, and what.")
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
      throw misuse("'" + rest.getLast() + "' is no worker's number");
    }
    String name = rest.isEmpty() ? null : rest.getFirst();
    return finish(Clusters.choose(name).ask(new Request.Send(worker, message)));
  }

  private JsonNode message(String text) {
    try {
      return Protocol.parse(text);
    } catch (IllegalArgumentException e) {
      throw misuse(e.getMessage() + "; strings have double quotes, in a shell '\"so\"'");
    }
  }
}
