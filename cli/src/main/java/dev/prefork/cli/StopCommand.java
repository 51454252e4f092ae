package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prefork stop}. */
@Command(
    name = "stop",
    description =
        "Ends a cluster: its workers finish the connections that they have, for drain-timeout at"
            + " most.",
    exitCodeList = {
      "0:it has ended",
      "1:it could not be stopped",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {
      "  prefork stop",
      "  prefork stop shop --now   kills the workers; connections in use end"
    })
final class StopCommand extends ChangeCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Option(names = "--now", description = "Waits for no connection.")
  private boolean now;

  @Override
  public Integer call() throws IOException {
    return change(cluster::choose, new Request.Stop(now));
  }
}
