package dev.prefork.cli.text;

import dev.prefork.internal.supervisor.logs.TerminalText;
import dev.prefork.supervisor.model.AotCacheStatus;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.LogStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the status of a cluster: a few lines about the cluster, then a line for each worker. */
public final class StatusView {
  /** The columns that show problems stay when a terminal is narrow. */
  private static final List<Table.Column> COLUMNS =
      List.of(
          new Table.Column("WORKER", 0),
          new Table.Column("SLOT", 8),
          new Table.Column("GEN", 3),
          new Table.Column("PID", 10),
          new Table.Column("STATE", 0),
          new Table.Column("UP", 9),
          new Table.Column("CPU", 7),
          new Table.Column("RSS", 6),
          new Table.Column("HEAP", 1),
          new Table.Column("OPEN", 5),
          new Table.Column("ACCEPTED", 4),
          new Table.Column("PER-S", 2),
          new Table.Column("RESTARTS", 0),
          new Table.Column("CACHE", 2),
          new Table.Column("NOTE", 0));

  private StatusView() {}

  /**
   * Returns the lines, without control characters.
   *
   * @param width the width of the terminal
   */
  public static List<String> lines(ClusterStatus cluster, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(cluster));
    details(cluster, lines);
    lines.add("");
    Table workers = workers(cluster);
    lines.addAll(workers.lines(width));
    lines.addAll(hidden(workers.hidden(width), width));
    cluster.ended().stream().limit(5).map(StatusView::ended).forEach(lines::add);
    return lines.stream().map(TerminalText::plain).toList();
  }

  private static void details(ClusterStatus cluster, List<String> lines) {
    if (!cluster.note().isEmpty()) {
      lines.add("  reason   " + cluster.note());
    }
    lines.add("  program  " + cluster.program());
    lines.add("  policy   " + cluster.policy());
    if (!cluster.addresses().isEmpty()) {
      lines.add("  listens  " + String.join(", ", cluster.addresses()));
    }
    lines.add("  total    " + Format.ledger(cluster.ledger()) + "; " + restarts(cluster));
    if (!cluster.logs().equals(LogStatus.NONE)) {
      lines.add("  logs     " + logs(cluster.logs()));
    }
    AotCacheStatus cache = cluster.aotCache();
    if (cache != null) {
      lines.add("  cache    " + cache(cache));
    }
    Report last = cluster.lastOperation();
    if (last != null) {
      lines.add("  last     " + last.summary());
    }
  }

  private static String cache(AotCacheStatus cache) {
    return "AOT cache with %s, written %s ago after %d s of traffic (%.1f s of processor time)"
        .formatted(
            Format.word(cache.kind()),
            Format.since(cache.written()),
            cache.time().toSeconds(),
            cache.processorTime().toMillis() / 1e3);
  }

  private static String logs(LogStatus logs) {
    String lost = logs.lost() == 1 ? "1 line lost" : logs.lost() + " lines lost";
    return logs.problem().isEmpty() ? lost : lost + "; " + logs.problem();
  }

  private static List<String> hidden(List<String> columns, int width) {
    return columns.isEmpty()
        ? List.of()
        : Width.wrap(
            "  hidden   "
                + String.join(", ", columns)
                + " (terminal too narrow; prefork status --json shows all)",
            "           ",
            width);
  }

  private static String restarts(ClusterStatus cluster) {
    return cluster.restarts() == 1 ? "1 restart" : cluster.restarts() + " restarts";
  }

  private static String headline(ClusterStatus cluster) {
    return "%s: %s, %d of %s serving, generation %d, up %s (pid %d)"
        .formatted(
            cluster.name(),
            Format.word(cluster.state()),
            serving(cluster),
            Format.workers(cluster.desired()),
            cluster.generation(),
            Format.since(cluster.since()),
            cluster.pid());
  }

  public static long serving(ClusterStatus cluster) {
    return cluster.workers().stream()
        .filter(worker -> worker.state() == WorkerStatus.State.SERVING)
        .count();
  }

  private static Table workers(ClusterStatus cluster) {
    Table table = new Table(COLUMNS);
    cluster.workers().forEach(worker -> table.add(row(worker)));
    return table;
  }

  private static List<String> row(WorkerStatus worker) {
    WorkerStatus.Figures figures = worker.figures();
    return List.of(
        String.valueOf(worker.id()),
        String.valueOf(worker.slot()),
        String.valueOf(worker.generation()),
        String.valueOf(worker.pid()),
        Format.word(worker.state()),
        Format.since(worker.since()),
        String.format(Locale.ROOT, "%.0f%%", 100 * figures.cpu()),
        Format.bytes(figures.rss()),
        Format.bytes(figures.heap()),
        String.valueOf(figures.open()),
        String.valueOf(figures.accepted()),
        String.format(Locale.ROOT, "%.0f", figures.acceptedPerSecond()),
        String.valueOf(worker.restarts()),
        Format.word(worker.aotCache()),
        worker.note());
  }

  private static String ended(WorkerStatus.Ended end) {
    String dump = end.threadDump() == null ? "" : "; thread dump: " + end.threadDump();
    return "  %s ago  %s%s".formatted(Format.since(end.at()), end.reason(), dump);
  }
}
