package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.RequestClients;
import dev.prefork.bench.managers.ProcessManager;
import dev.prefork.bench.managers.ProcessManagers;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Failed requests, and the rise of the 99.9th percentile of the latency, while workers are reloaded
 * and when one is killed, compared with pm2, gunicorn and nginx. The load is half of what each
 * server can take.
 */
final class ReloadBenchmark implements Benchmark {
  private static final double SECONDS = 4;
  private static final double SETTLING = 1;
  private static final double SHARE = 0.5;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final int OTHERS = 4;

  /** To measure the capacity of a server, and keep-alive connections. */
  private static final int KEEP_ALIVE_CONNECTIONS = 32;

  /** With a new connection per request: a server that pauses needs many at a time. */
  private static final int NEW_CONNECTIONS = 1024;

  private static final Column REQUESTS = Column.count("requests");
  private static final Column FAILED = Column.count("failed");
  private static final Column REFUSED = Column.count("refused");
  private static final Column RESET = Column.count("reset");
  private static final Column CUT = Column.count("cut");
  private static final Column UNANSWERED = Column.count("unanswered");
  private static final Column WRONG = Column.count("error");
  private static final Column BEFORE = Column.of("p99.9 before", "ms", 1);
  private static final Column ADDED = Column.of("added", "ms", 1);
  private static final Column TOOK = Column.of("took", "s", 1);
  private static final Column RATE = Column.of("load", "1/s", 0);

  /** What happens to the workers. */
  private enum Event {
    RELOAD("reload", "All workers are reloaded") {
      @Override
      void happen(ProcessManager manager) throws IOException, InterruptedException {
        manager.reload();
      }
    },
    CRASH("crash", "One worker is killed (SIGKILL)") {
      @Override
      void happen(ProcessManager manager) throws IOException, InterruptedException {
        manager.killOne();
      }
    };

    private final String id;
    private final String title;

    Event(String id, String title) {
      this.id = id;
      this.title = title;
    }

    /** Triggers the event, and returns when there are as many workers as before. */
    abstract void happen(ProcessManager manager) throws IOException, InterruptedException;
  }

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String about() {
    return "failed and slow requests during a reload and after a crash, compared with pm2, gunicorn"
        + " and nginx";
  }

  private static int rounds(Plan plan) {
    return plan.isQuick() ? 1 : plan.rounds(ROUNDS);
  }

  /** At least one, which measures the capacity. */
  private static int warmUp(Plan plan) {
    return Math.max(1, plan.warmUp(WARM_UP));
  }

  private static List<SchedulingPolicy> policies(Plan plan) {
    return plan.isQuick()
        ? List.of(SchedulingPolicy.ROUND_ROBIN)
        : List.of(SchedulingPolicy.ROUND_ROBIN, SchedulingPolicy.KERNEL);
  }

  private static List<RequestClients.Kind> kinds(Plan plan) {
    return plan.isQuick()
        ? List.of(RequestClients.Kind.NEW_CONNECTION)
        : List.of(RequestClients.Kind.values());
  }

  @Override
  public double expectedSeconds(Plan plan) {
    double seconds = plan.seconds(SECONDS);
    double event = plan.seconds(SETTLING) + seconds + Math.max(seconds, 4);
    double round = kinds(plan).size() * Event.values().length * event;
    double warmUp = warmUp(plan) * kinds(plan).size() * seconds;
    return 5 + (policies(plan).size() + OTHERS) * (warmUp + rounds(plan) * round);
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Path clients = plan.tools().path("request");
    List<ProcessManager> managers = new ArrayList<>();
    try {
      start(new ProcessManagers(plan), plan, section, managers);
      Run run = new Run(plan, clients, trials(plan, section, managers));
      InterleavedRounds rounds = new InterleavedRounds(warmUp(plan), rounds(plan));
      rounds.run(ready(managers, section), Candidate::name, plan, section, run::measure);
    } finally {
      managers.forEach(ProcessManager::close);
    }
  }

  /**
   * A process manager that is measured.
   *
   * @param manager the process manager
   * @param capacity its maximum load in requests per second
   */
  private record Candidate(ProcessManager manager, Map<RequestClients.Kind, Double> capacity) {
    String name() {
      return manager.name();
    }

    double load(RequestClients.Kind kind) {
      return SHARE * Objects.requireNonNull(capacity.get(kind), "measured in a round to warm up");
    }
  }

  /** An event that is measured with one kind of connections. */
  private record Trial(Event event, RequestClients.Kind kind, Table table) {}

  private static void start(
      ProcessManagers managers, Plan plan, Section section, List<ProcessManager> started)
      throws InterruptedException {
    for (SchedulingPolicy policy : policies(plan)) {
      section.attempt("Prefork " + policy, () -> started.add(managers.prefork(policy)));
    }
    section.attempt("pm2", () -> started.add(managers.pm2()));
    section.attempt("gunicorn gthread", () -> started.add(managers.gunicorn("gthread")));
    if (!plan.isQuick()) {
      section.attempt("gunicorn sync", () -> started.add(managers.gunicorn("sync")));
    }
    section.attempt("nginx", () -> started.add(managers.nginx()));
  }

  private static List<Candidate> ready(List<ProcessManager> managers, Section section)
      throws InterruptedException {
    List<Candidate> ready = new ArrayList<>();
    for (ProcessManager manager : managers) {
      section.attempt(
          manager.name(),
          () -> {
            manager.awaitServing();
            ready.add(new Candidate(manager, new EnumMap<>(RequestClients.Kind.class)));
          });
    }
    return ready;
  }

  private static List<Trial> trials(Plan plan, Section section, List<ProcessManager> managers) {
    List<String> names = managers.stream().map(ProcessManager::name).toList();
    List<Trial> trials = new ArrayList<>();
    for (Event event : Event.values()) {
      for (RequestClients.Kind kind : kinds(plan)) {
        trials.add(new Trial(event, kind, table(event, kind, plan, section).order(names)));
      }
    }
    return trials;
  }

  private static Table table(Event event, RequestClients.Kind kind, Plan plan, Section section) {
    return section.table(
        event.id + "-" + kind.id(),
        ("%s, at half of the maximum load, %s; sums of failed requests and medians of %d rounds;"
                + " p99.9 of %.1f s before, and by how much the event raises it")
            .formatted(event.title, kind.title(), rounds(plan), plan.seconds(SECONDS)),
        FAILED,
        ADDED,
        BEFORE,
        TOOK,
        RATE,
        REQUESTS,
        REFUSED,
        RESET,
        CUT,
        UNANSWERED,
        WRONG);
  }

  private record Run(Plan plan, Path clients, List<Trial> trials) {
    /** Rounds to warm up measure the capacity. */
    void measure(Candidate candidate, boolean counts) throws IOException, InterruptedException {
      if (counts) {
        for (Trial trial : trials) {
          measure(candidate, trial);
        }
      } else {
        for (RequestClients.Kind kind : kinds(plan)) {
          candidate.capacity().put(kind, capacity(candidate.manager(), kind));
        }
      }
    }

    private double capacity(ProcessManager manager, RequestClients.Kind kind)
        throws IOException, InterruptedException {
      double seconds = plan.seconds(SECONDS);
      try (RequestClients requests =
          RequestClients.to(clients, manager.port(), kind, KEEP_ALIVE_CONNECTIONS)) {
        return requests.run(0, seconds).answered() / seconds;
      }
    }

    private void measure(Candidate candidate, Trial trial)
        throws IOException, InterruptedException {
      double load = candidate.load(trial.kind());
      int connections =
          trial.kind() == RequestClients.Kind.NEW_CONNECTION
              ? NEW_CONNECTIONS
              : KEEP_ALIVE_CONNECTIONS;
      int port = candidate.manager().port();
      try (RequestClients requests = RequestClients.to(clients, port, trial.kind(), connections)) {
        RequestClients.Outcome _ = requests.run(load, plan.seconds(SETTLING));
        RequestClients.Outcome before = requests.run(load, plan.seconds(SECONDS));
        requests.begin(load);
        double took = happen(candidate.manager(), trial.event());
        RequestClients.Outcome during = requests.end();
        String row = candidate.name();
        trial.table().add(row, TOOK, took);
        trial.table().add(row, RATE, load);
        trial.table().add(row, BEFORE, before.slowMillis());
        trial.table().add(row, ADDED, during.slowMillis() - before.slowMillis());
        count(trial.table(), row, during);
      }
    }

    /** Lasts as long as the time before, or as the event and the time to settle. */
    private double happen(ProcessManager manager, Event event)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      event.happen(manager);
      double took = (System.nanoTime() - start) / 1e9;
      Thread.sleep((long) (1000 * Math.max(plan.seconds(SETTLING), plan.seconds(SECONDS) - took)));
      return took;
    }

    private static void count(Table table, String row, RequestClients.Outcome outcome) {
      table.add(row, REQUESTS, outcome.answered() + outcome.failed());
      table.add(row, FAILED, outcome.failed());
      table.add(row, REFUSED, outcome.refused());
      table.add(row, RESET, outcome.reset());
      table.add(row, CUT, outcome.cut());
      table.add(row, UNANSWERED, outcome.unanswered());
      table.add(row, WRONG, outcome.wrong());
    }
  }
}
