package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.RequestClients;
import dev.prefork.bench.load.RequestClients.Outcome;
import dev.prefork.bench.managers.ProcessManager;
import dev.prefork.bench.managers.ProcessManagers;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients with keep-alive connections notice of a reload, compared with pm2, gunicorn and
 * nginx: failed requests, connections that they have to open again, and slow requests.
 */
final class KeepAliveBenchmark implements Benchmark {
  private static final List<Integer> PAUSES = List.of(0, 5, 100);
  private static final int CONNECTIONS = 32;
  private static final double SECONDS = 4;
  private static final double SETTLING = 1;
  private static final int WARM_UP = 1;
  private static final int ROUNDS = 5;
  private static final int MANAGERS = 6;
  private static final double SECONDS_OF_A_RELOAD = 5;

  private static final Column REQUESTS = Column.count("requests");
  private static final Column FAILED = Column.count("failed");
  private static final Column KEPT = Column.of("connections kept", "%", 1);
  private static final Column TOOK = Column.of("took", "s", 1);
  private static final Column RATE = Column.of("requests a second before", "", 0);
  private static final Column BEFORE = Column.of("p99.9 before", "ms", 1);
  private static final Column DURING = Column.of("p99.9 during", "ms", 1);
  private static final Column SLOWEST = Column.of("slowest during", "ms", 1);

  @Override
  public String name() {
    return "keep-alive";
  }

  @Override
  public String about() {
    return "failed requests, lost connections and slow requests of clients with keep-alive"
        + " connections during a reload";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    double trial = plan.seconds(SETTLING) * 2 + plan.seconds(SECONDS) + SECONDS_OF_A_RELOAD;
    int rounds = plan.warmUp(WARM_UP) + plan.rounds(ROUNDS);
    return 10 + MANAGERS * rounds * PAUSES.size() * trial;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    List<ProcessManager> managers = new ArrayList<>();
    try {
      start(new ProcessManagers(plan), section, managers);
      for (ProcessManager manager : managers) {
        manager.awaitServing();
      }
      Run run = new Run(plan, plan.tools().path("request"), trials(plan, section, managers));
      InterleavedRounds rounds = new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS));
      rounds.run(managers, ProcessManager::name, plan, section, run::measure);
    } finally {
      managers.forEach(ProcessManager::close);
    }
  }

  private static void start(ProcessManagers managers, Section section, List<ProcessManager> started)
      throws InterruptedException {
    for (SchedulingPolicy policy : List.of(SchedulingPolicy.ROUND_ROBIN, SchedulingPolicy.KERNEL)) {
      section.attempt("Prefork " + policy, () -> started.add(managers.prefork(policy)));
    }
    section.attempt(
        "Prefork, no moves", () -> started.add(managers.preforkThatMovesNoConnections()));
    section.attempt("pm2", () -> started.add(managers.pm2()));
    section.attempt("gunicorn gthread", () -> started.add(managers.gunicorn("gthread")));
    section.attempt("nginx", () -> started.add(managers.nginx()));
  }

  /** A reload under clients that pause so many ms after an answer. */
  private record Trial(int pause, Table table) {}

  private static List<Trial> trials(Plan plan, Section section, List<ProcessManager> managers) {
    List<String> names = managers.stream().map(ProcessManager::name).toList();
    return PAUSES.stream()
        .map(pause -> new Trial(pause, table(pause, plan, section).order(names)))
        .toList();
  }

  private static Table table(int pause, Plan plan, Section section) {
    return section.table(
        "keep-alive-" + pause,
        ("%d keep-alive connections, each with a pause of %d ms after an answer; sums of requests"
                + " and failed ones around %d reloads of two workers, medians of the rest")
            .formatted(CONNECTIONS, pause, plan.rounds(ROUNDS)),
        FAILED,
        REQUESTS,
        KEPT,
        TOOK,
        RATE,
        BEFORE,
        DURING,
        SLOWEST);
  }

  private record Run(Plan plan, Path clients, List<Trial> trials) {
    void measure(ProcessManager manager, boolean counts) throws IOException, InterruptedException {
      for (Trial trial : trials) {
        measure(manager, trial, counts);
      }
    }

    private void measure(ProcessManager manager, Trial trial, boolean counts)
        throws IOException, InterruptedException {
      int pause = trial.pause();
      try (RequestClients requests =
          RequestClients.to(clients, manager.port(), RequestClients.Kind.KEEP_ALIVE, CONNECTIONS)) {
        Outcome _ = requests.runWithPauses(pause, plan.seconds(SETTLING));
        Outcome before = requests.runWithPauses(pause, plan.seconds(SECONDS));
        requests.beginWithPauses(pause);
        long start = System.nanoTime();
        manager.reload();
        double took = (System.nanoTime() - start) / 1e9;
        Thread.sleep((long) (1000 * plan.seconds(SETTLING)));
        Outcome during = requests.end();
        if (counts) {
          add(trial.table(), manager.name(), took, before, during);
        }
      }
    }

    private void add(Table table, String row, double took, Outcome before, Outcome during) {
      table.add(row, FAILED, during.failed());
      table.add(row, REQUESTS, during.answered() + during.failed());
      int kept = Math.max(0, CONNECTIONS - during.opened());
      table.add(row, KEPT, 100.0 * kept / CONNECTIONS);
      table.add(row, TOOK, took);
      table.add(row, RATE, before.answered() / plan.seconds(SECONDS));
      table.add(row, BEFORE, before.slowMillis());
      table.add(row, DURING, during.slowMillis());
      table.add(row, SLOWEST, during.slowestMillis());
    }
  }
}
