package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.text.StatusView;
import dev.prefork.cli.text.Width;
import dev.prefork.supervisor.model.ClusterStatus;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prefork status}. */
@Command(
    name = "status",
    description = "Shows a cluster and its workers.",
    exitCodeList = {
      "0:the cluster is running with all its workers, or reloading",
      "1:it is starting or stopping, or workers are missing",
      "2:invalid arguments",
      "3:no such cluster"
    },
    footer = {
      "  prefork status          the only cluster",
      "  prefork status shop     the cluster shop",
      "  prefork status --json | jq '.workers[].pid'"
    })
final class StatusCommand extends ClusterCommand {
  @Mixin private final NamedCluster cluster = new NamedCluster();

  @Option(names = "--json", description = "Print the status as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Answer answer = cluster.choose().ask(new Request.Status());
    if (!(answer instanceof Answer.Status(ClusterStatus status))) {
      return printLast(answer);
    }
    if (json) {
      out().println(Protocol.pretty(status));
    } else {
      StatusView.lines(status, Width.ofOutput()).forEach(out()::println);
    }
    return switch (status.state()) {
      case RUNNING, RELOADING -> ExitCodes.OK;
      case STARTING, DEGRADED, BROKEN, STOPPING, STOPPED -> ExitCodes.FAILED;
    };
  }
}
