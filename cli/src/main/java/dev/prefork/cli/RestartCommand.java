package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork restart}. */
@Command(
    name = "restart",
    description = {
      "Replaces all workers at once.",
      "Starts as many new workers, and stops the old ones when all new ones are ready."
          + " Faster than reload, but needs twice the memory for a while. The ports stay open.",
      ""
    },
    exitCodeList = {
      "0:all workers were replaced",
      "1:the restart failed and was rolled back, or another operation is in progress",
      "2:invalid arguments",
      "3:no such cluster"
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
