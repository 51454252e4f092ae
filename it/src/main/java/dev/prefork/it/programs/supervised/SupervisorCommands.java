package dev.prefork.it.programs.supervised;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Listening;
import dev.prefork.Setup;
import dev.prefork.it.programs.support.Commands;
import dev.prefork.model.Signal;
import dev.prefork.supervisor.Signals;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WorkerStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs commands for a {@link Supervisor}, and prints its notes and reports.
 *
 * <pre>
 * reload [ARGUMENT...]         with more arguments for the workers, or with other ones
 * restart, scale N             stop, halt: stop gracefully or at once
 * kill ID SIGNAL               exit: end the primary
 * send TEXT, tell ID TEXT      a message to all workers, or to one
 * status, workers, memory      print the status, the workers' pids, the used heap
 * settings                     print the arguments in the cluster's settings
 * </pre>
 */
final class SupervisorCommands {
  private final Supervisor supervisor;
  private final List<String> keptArguments;

  SupervisorCommands(Supervisor supervisor, List<String> keptArguments) {
    this.supervisor = supervisor;
    this.keptArguments = keptArguments;
  }

  /**
   * Prints each setup, fork and exit. Must be called before the supervisor starts, which forks at
   * once.
   */
  static void printProcesses() {
    Cluster.on(Setup.class, e -> IO.println("setup " + e.settings().args()));
    Cluster.on(Fork.class, e -> IO.println("fork " + e.worker().id() + " " + e.worker().pid()));
    Cluster.on(Exit.class, e -> IO.println("exit " + e.worker().id() + " " + e.status()));
  }

  void start(boolean signals) {
    StatusChanges changes = new StatusChanges(supervisor);
    supervisor.onNote(
        line -> {
          IO.println("note " + line);
          changes.print();
        });
    Cluster.on(Listening.class, e -> IO.println("listening " + e.worker().id() + " " + e.port()));
    if (signals) {
      Signals.handle(supervisor, () -> follow("reload", reload(List.of())));
    }
    follow("over", supervisor.whenStopped());
    Commands.start(this::run);
  }

  private void run(List<String> words) throws IOException {
    List<String> more = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "reload" -> follow("reload", reload(more));
      case "restart" -> follow("restart", supervisor.restart(SupervisorCommands::progress));
      case "scale" ->
          follow(
              "scale",
              supervisor.scale(Integer.parseInt(more.getFirst()), SupervisorCommands::progress));
      case "stop" -> follow("stop", supervisor.stop(true, SupervisorCommands::progress));
      case "halt" -> follow("halt", supervisor.stop(false, SupervisorCommands::progress));
      case "kill" -> supervisor.kill(Integer.parseInt(more.get(0)), Signal.valueOf(more.get(1)));
      case "send" -> IO.println("sent " + supervisor.send(null, more.getFirst()));
      case "tell" -> supervisor.send(Integer.valueOf(more.get(0)), more.get(1));
      case "status" -> print(supervisor.status());
      case "settings" -> IO.println("settings " + Cluster.settings().args());
      case "workers" -> printWorkers();
      case "memory" -> printMemory();
      case "exit" -> System.exit(0);
      default -> throw new IllegalArgumentException("no such command");
    }
  }

  private CompletableFuture<Report> reload(List<String> more) {
    List<String> arguments = new ArrayList<>(keptArguments);
    arguments.addAll(more);
    return supervisor.reload(
        settings -> arguments.isEmpty() ? settings : settings.withArgs(arguments),
        SupervisorCommands::progress);
  }

  private static void progress(String line) {
    IO.println("progress " + line);
  }

  private static void follow(String name, CompletableFuture<Report> operation) {
    var _ = operation.thenAccept(report -> print(name, report));
  }

  private static void print(String name, Report report) {
    String result = report.succeeded() ? "succeeded" : "failed";
    IO.println(name + " " + result + " g" + report.generation() + ": " + report.summary());
    Ledger ledger = report.ledger();
    IO.println(
        "%s ledger accepted=%d redispatched=%d moved=%d drained=%d forced=%d lost=%d"
            .formatted(
                name,
                ledger.accepted(),
                ledger.redispatched(),
                ledger.moved(),
                ledger.drained(),
                ledger.forced(),
                ledger.lost()));
    IO.println(name + " stayed " + ledger.stayed());
    report.lastLines().forEach(line -> IO.println(name + " last line: " + line));
  }

  private static void print(ClusterStatus status) {
    IO.println(
        "status %s g%d wanted=%d restarts=%d %s"
            .formatted(
                status.state(),
                status.generation(),
                status.desired(),
                status.restarts(),
                status.note()));
    status.workers().forEach(SupervisorCommands::print);
    status.ended().forEach(StatusChanges::print);
    IO.println("status end");
  }

  private static void print(WorkerStatus worker) {
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

  private void printWorkers() {
    StringBuilder all = new StringBuilder("workers");
    for (WorkerStatus worker : supervisor.status().workers()) {
      all.append(" ").append(worker.pid()).append("/").append(worker.state());
    }
    IO.println(all);
  }

  /** Prints the size of the reachable objects. */
  private static void printMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    IO.println("memory " + (runtime.totalMemory() - runtime.freeMemory()));
  }
}
