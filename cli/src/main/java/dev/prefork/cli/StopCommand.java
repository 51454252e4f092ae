package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prefork stop}. */
@Command(
    name = "stop",
    description = {
      "Stops a cluster.",
      "The workers finish their connections, for at most --drain-timeout, and exit."
    },
    exitCodeList = {
      "0:the cluster has stopped",
      "1:stopping failed",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork stop",
      "  prefork stop shop --now   kill the workers and cut their connections"
    })
final class StopCommand extends ChangeCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Option(names = "--now", description = "Kill the workers instead of draining them.")
  private boolean now;

  @Override
  public Integer call() throws IOException {
    return change(cluster::choose, new Request.Stop(now));
  }
}
