package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.Setup;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.Signals;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WorkerStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A {@link Supervisor} that tells what it notes, and does what it reads on standard input. Its
 * workers are {@link SupervisedWorker}s with the same arguments.
 *
 * <pre>
 * workers=N        how many                     patience=MILLIS  of their boot
 * hasty            short pauses after failures  signals          does what signals say
 * drain=MILLIS     to stop                      ready=says|answers
 * hopeless=MILLIS  until one that hangs is killed
 * connections=N    the limit of them            options=A,B      for the workers' JVMs
 * </pre>
 */
public final class SupervisedCluster {
  private static final RestartPolicy HASTY =
      new RestartPolicy(
          Duration.ofMillis(20),
          RestartPolicy.DEFAULT.backoffMax(),
          RestartPolicy.DEFAULT.minUptime(),
          RestartPolicy.DEFAULT.maxRestarts(),
          RestartPolicy.DEFAULT.window());

  private final Foreman foreman;
  private final Supervisor supervisor;
  private final Arguments arguments;
  private final List<String> words;

  private SupervisedCluster(String[] args) {
    arguments = Arguments.of(args);
    words = List.of(args);
    Cluster.on(Setup.class, event -> IO.println("setup " + event.settings().args()));
    foreman = Foreman.start(options());
    supervisor = foreman.supervisor();
    if (arguments.has("signals")) {
      Signals.handle(supervisor, () -> Foreman.follow("reload", reload(List.of())));
    }
    var _ = supervisor.whenStopped().thenAccept(report -> Foreman.tell("over", report));
  }

  /** Runs the primary. */
  public static void main(String[] args) {
    new SupervisedCluster(args).obey();
  }

  private SupervisorOptions options() {
    Settings program =
        Cluster.settings().withExec(SupervisedWorker.class.getName()).withArgs(words);
    if (arguments.has("options")) {
      program = program.withExecArgv(List.of(arguments.text("options").split(",", -1)));
    }
    SupervisorOptions options =
        SupervisorOptions.of(program)
            .withWorkers(arguments.number("workers", 2))
            .withLogs(new LogOptions(LogOptions.Format.RAW, null, 1 << 20, 0));
    options = options.withStartup(boot());
    options = options.withHealth(health());
    options = options.withDrainTimeout(millis("drain", options.drainTimeout()));
    options =
        options.withLimits(
            new LimitOptions(0, 0, Duration.ZERO, arguments.number("connections", 0)));
    return arguments.has("hasty") ? options.withRestarts(HASTY) : options;
  }

  private Duration millis(String name, Duration otherwise) {
    return Duration.ofMillis(arguments.number(name, (int) otherwise.toMillis()));
  }

  private StartupOptions boot() {
    Duration patience = millis("patience", StartupOptions.DEFAULT.timeout());
    return new StartupOptions(patience, readiness(), millis("warmUp", Duration.ZERO));
  }

  private HealthOptions health() {
    HealthOptions usual = HealthOptions.DEFAULT;
    return new HealthOptions(
        usual.interval(), usual.unhealthyAfter(), millis("hopeless", usual.killUnhealthyAfter()));
  }

  private Readiness readiness() {
    if (arguments.is("ready", "says")) {
      return new Readiness.OnReadyCall();
    }
    String health = "http://localhost:%s/health".formatted(arguments.text("port"));
    return arguments.is("ready", "answers")
        ? new Readiness.OnHttpOk(URI.create(health))
        : new Readiness.OnListening();
  }

  private void obey() {
    Thread orders = new Thread(() -> Foreman.read(this::obey));
    orders.setDaemon(true);
    orders.start();
  }

  private void obey(List<String> order) throws IOException {
    switch (order.getFirst()) {
      case "settings" -> IO.println("settings " + Cluster.settings().args());
      case "status" -> tell(supervisor.status());
      case "reload" -> Foreman.follow("reload", reload(order.subList(1, order.size())));
      case "restart" -> Foreman.follow("restart", supervisor.restart(Foreman::progress));
      case "scale" -> foreman.scale(order.get(1));
      case "stop" -> foreman.stop(true);
      case "halt" -> foreman.stop(false);
      case "kill" -> supervisor.kill(Integer.parseInt(order.get(1)), Signal.valueOf(order.get(2)));
      case "send" -> IO.println("sent " + supervisor.send(null, order.get(1)));
      case "tell" -> supervisor.send(Integer.valueOf(order.get(1)), order.get(2));
      case "exit" -> System.exit(0);
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private CompletableFuture<Report> reload(List<String> more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(more);
    return supervisor.reload(settings -> settings.withArgs(all), Foreman::progress);
  }

  private static void tell(ClusterStatus status) {
    IO.println(
        "status %s g%d wanted=%d restarts=%d %s"
            .formatted(
                status.state(),
                status.generation(),
                status.desired(),
                status.restarts(),
                status.note()));
    for (WorkerStatus worker : status.workers()) {
      IO.println(
          "worker %d slot=%d g%d %s rss=%d %s"
              .formatted(
                  worker.id(),
                  worker.slot(),
                  worker.generation(),
                  worker.state(),
                  worker.figures().rss(),
                  worker.note()));
    }
    for (WorkerStatus.Ended ended : status.ended()) {
      IO.println("ended %d %s %s".formatted(ended.id(), ended.reason(), ended.threadDump()));
    }
    IO.println("status end");
  }
}
