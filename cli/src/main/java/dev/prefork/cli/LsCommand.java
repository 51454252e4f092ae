package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.control.Protocol;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.cli.run.RuntimeDirectories;
import dev.prefork.cli.text.Format;
import dev.prefork.cli.text.StatusView;
import dev.prefork.cli.text.Table;
import dev.prefork.cli.text.Width;
import dev.prefork.supervisor.model.ClusterStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prefork ls}. */
@Command(
    name = "ls",
    description = {
      "Lists the clusters of this user.",
      "The state dead means that the primary was killed, silent that it does not answer."
    },
    exitCodeList = {
      "0:listed, also if there are none",
      "1:reading the directory of the sockets failed"
    },
    footer = {"  prefork ls", "  prefork ls --json | jq -r '.[].name'"})
final class LsCommand extends ClusterCommand {
  private static final List<Table.Column> COLUMNS =
      List.of(
          new Table.Column("NAME", 0),
          new Table.Column("STATE", 0),
          new Table.Column("SERVING", 0),
          new Table.Column("GEN", 1),
          new Table.Column("PID", 3),
          new Table.Column("UP", 2),
          new Table.Column("PROGRAM", 4),
          new Table.Column("NOTE", 0));

  @Option(
      names = "--json",
      description = "Print the list as JSON, with the status of each cluster.")
  private boolean json;

  /**
   * One cluster.
   *
   * @param state its phase, or {@code DEAD} or {@code SILENT}
   * @param cluster its status, null if it does not answer
   */
  record Entry(String name, String state, @Nullable ClusterStatus cluster) {}

  @Override
  public Integer call() throws IOException {
    ControlDirectory sockets = RuntimeDirectories.sockets();
    List<Entry> entries = new ArrayList<>();
    for (String name : sockets.names()) {
      entries.add(entry(sockets, name));
    }
    if (json) {
      out().println(Protocol.pretty(entries));
    } else if (entries.isEmpty()) {
      out().println("no cluster is running");
    } else {
      print(entries);
    }
    return ExitCodes.OK;
  }

  private static Entry entry(ControlDirectory sockets, String name) throws IOException {
    try {
      if (new ControlClient(sockets, name).ask(new Request.Status())
          instanceof Answer.Status(ClusterStatus cluster)) {
        return new Entry(name, cluster.state().name(), cluster);
      }
    } catch (ControlException.NotRunning e) {
      return new Entry(name, "DEAD", null);
    } catch (ControlException e) {
      // it runs but does not answer
    }
    return new Entry(name, "SILENT", null);
  }

  private void print(List<Entry> entries) {
    Table table = new Table(COLUMNS);
    entries.forEach(entry -> table.add(row(entry)));
    table.lines(Width.ofOutput()).forEach(out()::println);
  }

  private static List<String> row(Entry entry) {
    String state = entry.state().toLowerCase(java.util.Locale.ROOT);
    ClusterStatus cluster = entry.cluster();
    if (cluster == null) {
      return List.of(entry.name(), state, "-", "-", "-", "-", "-", "");
    }
    return List.of(
        entry.name(),
        state,
        StatusView.serving(cluster) + "/" + cluster.desired(),
        String.valueOf(cluster.generation()),
        String.valueOf(cluster.pid()),
        Format.since(cluster.since()),
        cluster.program(),
        cluster.note());
  }
}
