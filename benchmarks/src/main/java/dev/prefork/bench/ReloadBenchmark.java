package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Requests;
import dev.prefork.bench.manage.Manager;
import dev.prefork.bench.manage.Managers;
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
 * What clients notice when workers are replaced, and when one is killed, beside pm2, gunicorn and
 * nginx: failed requests, and how much slower the slowest of a thousand are than just before. Each
 * server gets half of the requests that it can answer.
 */
final class ReloadBenchmark implements Benchmark {
  private static final double SECONDS = 4;
  private static final double SETTLING = 1;
  private static final double SHARE = 0.5;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final int OTHERS = 4;

  /** So many find out what a server can do, and so many connections stay. */
  private static final int CLIENTS = 32;

  /** Connections for one request each: a server that stops for a moment meets many at a time. */
  private static final int MOST = 1024;

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
    RELOAD("reload", "All workers are replaced") {
      @Override
      void happen(Manager manager) throws IOException, InterruptedException {
        manager.reload();
      }
    },
    CRASH("crash", "One worker gets SIGKILL") {
      @Override
      void happen(Manager manager) throws IOException, InterruptedException {
        manager.killOne();
      }
    };

    private final String id;
    private final String title;

    Event(String id, String title) {
      this.id = id;
      this.title = title;
    }

    /** Returns when there are as many workers as before. */
    abstract void happen(Manager manager) throws IOException, InterruptedException;
  }

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String about() {
    return "requests that fail or wait during a reload and when a worker is killed, beside pm2,"
        + " gunicorn and nginx";
  }

  private static int rounds(Plan plan) {
    return plan.isQuick() ? 1 : plan.rounds(ROUNDS);
  }

  /** One finds out what each can do. */
  private static int warmUp(Plan plan) {
    return Math.max(1, plan.warmUp(WARM_UP));
  }

  private static List<SchedulingPolicy> policies(Plan plan) {
    return plan.isQuick()
        ? List.of(SchedulingPolicy.ROUND_ROBIN)
        : List.of(SchedulingPolicy.ROUND_ROBIN, SchedulingPolicy.KERNEL);
  }

  private static List<Requests.Kind> kinds(Plan plan) {
    return plan.isQuick() ? List.of(Requests.Kind.NEW) : List.of(Requests.Kind.values());
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
    Path clients = plan.tools().compiled("request");
    List<Manager> managers = new ArrayList<>();
    try {
      start(new Managers(plan), plan, section, managers);
      Run run = new Run(plan, clients, trials(plan, section, managers));
      Turns turns = new Turns(warmUp(plan), rounds(plan));
      turns.run(ready(managers, section), Contender::name, plan, section, run::take);
    } finally {
      managers.forEach(Manager::close);
    }
  }

  /**
   * One that takes part.
   *
   * @param most requests that it could answer in a second
   */
  private record Contender(Manager manager, Map<Requests.Kind, Double> most) {
    String name() {
      return manager.name();
    }

    double load(Requests.Kind kind) {
      return SHARE * Objects.requireNonNull(most.get(kind), "a round to warm up");
    }
  }

  /** What is tried with each. */
  private record Trial(Event event, Requests.Kind kind, Table table) {}

  private static void start(Managers managers, Plan plan, Section section, List<Manager> started)
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

  private static List<Contender> ready(List<Manager> managers, Section section)
      throws InterruptedException {
    List<Contender> ready = new ArrayList<>();
    for (Manager manager : managers) {
      section.attempt(
          manager.name(),
          () -> {
            manager.awaitServing();
            ready.add(new Contender(manager, new EnumMap<>(Requests.Kind.class)));
          });
    }
    return ready;
  }

  private static List<Trial> trials(Plan plan, Section section, List<Manager> managers) {
    List<String> names = managers.stream().map(Manager::name).toList();
    List<Trial> trials = new ArrayList<>();
    for (Event event : Event.values()) {
      for (Requests.Kind kind : kinds(plan)) {
        trials.add(new Trial(event, kind, table(event, kind, plan, section).order(names)));
      }
    }
    return trials;
  }

  private static Table table(Event event, Requests.Kind kind, Plan plan, Section section) {
    return section.table(
        event.id + "-" + kind.word(),
        ("%s, under half of the load that it can take, %s; sums of failed requests and medians of"
                + " %d rounds; p99.9 of %.1f s before, and what the event adds to it")
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
    /** Rounds that do not count find out what it can do. */
    void take(Contender contender, boolean counts) throws IOException, InterruptedException {
      if (counts) {
        for (Trial trial : trials) {
          measure(contender, trial);
        }
      } else {
        for (Requests.Kind kind : kinds(plan)) {
          contender.most().put(kind, mostOf(contender.manager(), kind));
        }
      }
    }

    private double mostOf(Manager manager, Requests.Kind kind)
        throws IOException, InterruptedException {
      double seconds = plan.seconds(SECONDS);
      try (Requests requests = Requests.to(clients, manager.port(), kind, CLIENTS)) {
        return requests.window(0, seconds).answered() / seconds;
      }
    }

    private void measure(Contender contender, Trial trial)
        throws IOException, InterruptedException {
      double load = contender.load(trial.kind());
      int connections = trial.kind() == Requests.Kind.NEW ? MOST : CLIENTS;
      int port = contender.manager().port();
      try (Requests requests = Requests.to(clients, port, trial.kind(), connections)) {
        Requests.Outcome _ = requests.window(load, plan.seconds(SETTLING));
        Requests.Outcome before = requests.window(load, plan.seconds(SECONDS));
        requests.begin(load);
        double took = happen(contender.manager(), trial.event());
        Requests.Outcome during = requests.end();
        String row = contender.name();
        trial.table().add(row, TOOK, took);
        trial.table().add(row, RATE, load);
        trial.table().add(row, BEFORE, before.slowMillis());
        trial.table().add(row, ADDED, during.slowMillis() - before.slowMillis());
        count(trial.table(), row, during);
      }
    }

    /** It takes as long as the time before, or the event and as long as it had to settle. */
    private double happen(Manager manager, Event event) throws IOException, InterruptedException {
      long start = System.nanoTime();
      event.happen(manager);
      double took = (System.nanoTime() - start) / 1e9;
      Thread.sleep((long) (1000 * Math.max(plan.seconds(SETTLING), plan.seconds(SECONDS) - took)));
      return took;
    }

    private static void count(Table table, String row, Requests.Outcome outcome) {
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
