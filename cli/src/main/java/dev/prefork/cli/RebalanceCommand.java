package dev.prefork.cli;

import dev.prefork.cli.control.Request;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code prefork rebalance}. */
@Command(
    name = "rebalance",
    description = {
      "Moves connections to the workers that have fewest.",
      "Established HTTP/1.x connections move between two requests, and clients keep their TCP"
          + " connections. A connection moves at most once a minute.",
      ""
    },
    exitCodeList = {
      "0:connections move, or the workers have almost equally many",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {"  prefork rebalance", "  prefork rebalance shop"})
final class RebalanceCommand extends ClusterCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Override
  public Integer call() throws IOException {
    return printLast(cluster.choose().ask(new Request.Rebalance()));
  }
}
