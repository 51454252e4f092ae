package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork restart}. */
@Command(
    name = "restart",
    description = {
      "Replaces all workers at once: as many new ones are started, and when all are ready the old"
          + " ones are stopped. Faster than reload, and needs twice the memory for a while. The"
          + " port stays open.",
      ""
    },
    exitCodeList = {
      "0:all workers are new",
      "1:it failed, and the old workers serve; or something else is under way",
      "2:the arguments make no sense",
      "3:there is no such cluster"
    },
    footer = {"  prefork restart", "  prefork restart shop"})
final class RestartCommand extends ChangeCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Mixin private final ForceOption force = new ForceOption();

  @Override
  public Integer call() throws IOException {
    return change(cluster::choose, new Request.Restart(force.given()));
  }
}
