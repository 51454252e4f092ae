package dev.prefork.cli;

import dev.prefork.supervise.ClusterStatus;
import dev.prefork.supervise.Report;
import dev.prefork.supervise.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a cluster is, for people: a few lines about all of it, then one for each worker. */
final class StatusSheet {
  private static final List<String> COLUMNS =
      List.of(
          "WORKER",
          "PLACE",
          "GEN",
          "PID",
          "STATE",
          "UP",
          "CPU",
          "RSS",
          "HEAP",
          "OPEN",
          "ACCEPTED",
          "PER-S",
          "RESTARTS",
          "NOTE");

  private StatusSheet() {}

  static List<String> lines(ClusterStatus cluster) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(cluster));
    if (!cluster.note().isEmpty()) {
      lines.add("  why      " + cluster.note());
    }
    lines.add("  program  " + cluster.program());
    lines.add("  policy   " + cluster.policy());
    if (!cluster.addresses().isEmpty()) {
      lines.add("  listens  " + String.join(", ", cluster.addresses()));
    }
    lines.add("  so far   " + Texts.ledger(cluster.ledger()) + "; " + restarts(cluster));
    Report last = cluster.lastOperation();
    if (last != null) {
      lines.add("  last     " + last.summary());
    }
    lines.add("");
    lines.addAll(workers(cluster));
    cluster.ended().stream().limit(5).map(StatusSheet::ended).forEach(lines::add);
    return lines;
  }

  private static String restarts(ClusterStatus cluster) {
    return cluster.restarts() == 1 ? "1 restart" : cluster.restarts() + " restarts";
  }

  private static String headline(ClusterStatus cluster) {
    return "%s: %s, %d of %s serve, generation %d, up %s (process %d)"
        .formatted(
            cluster.name(),
            Texts.word(cluster.phase()),
            serving(cluster),
            Texts.workers(cluster.wanted()),
            cluster.generation(),
            Texts.since(cluster.since()),
            cluster.pid());
  }

  static long serving(ClusterStatus cluster) {
    return cluster.workers().stream()
        .filter(worker -> worker.phase() == WorkerStatus.Phase.SERVING)
        .count();
  }

  private static List<String> workers(ClusterStatus cluster) {
    List<List<String>> rows = new ArrayList<>(List.of(COLUMNS));
    cluster.workers().forEach(worker -> rows.add(row(worker)));
    return Texts.table(rows);
  }

  private static List<String> row(WorkerStatus worker) {
    WorkerStatus.Figures figures = worker.figures();
    return List.of(
        String.valueOf(worker.id()),
        String.valueOf(worker.slot()),
        String.valueOf(worker.generation()),
        String.valueOf(worker.pid()),
        Texts.word(worker.phase()),
        Texts.since(worker.since()),
        String.format(Locale.ROOT, "%.0f%%", 100 * figures.cpu()),
        Texts.bytes(figures.rss()),
        Texts.bytes(figures.heap()),
        String.valueOf(figures.open()),
        String.valueOf(figures.accepted()),
        String.format(Locale.ROOT, "%.0f", figures.acceptedPerSecond()),
        String.valueOf(worker.restarts()),
        worker.note());
  }

  private static String ended(WorkerStatus.Ended end) {
    String dump = end.threadDump() == null ? "" : "; its threads: " + end.threadDump();
    return "  %s ago  %s%s".formatted(Texts.since(end.at()), end.reason(), dump);
  }
}
