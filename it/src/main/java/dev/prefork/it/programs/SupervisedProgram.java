package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Settings;
import dev.prefork.supervise.Report;
import dev.prefork.supervise.Restarts;
import dev.prefork.supervise.Supervisor;
import dev.prefork.supervise.SupervisorOptions;
import dev.prefork.supervise.WorkerStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;

/**
 * A supervisor of any program, which takes orders: {@code workers=2 exec=server.jar -- ARGUMENTS}.
 *
 * <pre>
 * drain=MILLIS    what a worker may take to stop
 * steady=MILLIS   a worker that has served for so long has not failed when it dies
 * </pre>
 */
public final class SupervisedProgram {
  private final Supervisor supervisor;

  private SupervisedProgram(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** Runs it. */
  public static void main(String[] args) {
    List<String> words = Arrays.asList(args);
    int split = words.indexOf("--");
    Arguments arguments = Arguments.of(words.subList(0, split).toArray(String[]::new));
    Settings program =
        Cluster.settings()
            .withExec(arguments.text("exec"))
            .withArgs(words.subList(split + 1, words.size()))
            .withExecArgv(List.of());
    Cluster.on(
        Fork.class, fork -> IO.println("fork " + fork.worker().id() + " " + fork.worker().pid()));
    Cluster.on(Exit.class, exit -> IO.println("exit " + exit.worker().id() + " " + exit.status()));
    Supervisor supervisor = Supervisor.start(options(arguments, program));
    supervisor.onNote(line -> IO.println("note " + line));
    IO.println("supervising");
    new SupervisedProgram(supervisor).obey();
  }

  private static SupervisorOptions options(Arguments arguments, Settings program) {
    Restarts normal = Restarts.DEFAULT;
    Duration steady = millis(arguments, "steady", normal.steady());
    return SupervisorOptions.of(program)
        .withWorkers(arguments.number("workers", 2))
        .withDrain(millis(arguments, "drain", Duration.ofSeconds(30)))
        .withRestarts(
            new Restarts(
                normal.firstPause(),
                normal.longestPause(),
                steady,
                normal.mostFailures(),
                normal.window()))
        .withAotCache(false);
  }

  private static Duration millis(Arguments arguments, String name, Duration otherwise) {
    return Duration.ofMillis(arguments.number(name, (int) otherwise.toMillis()));
  }

  private void obey() {
    Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8);
    while (orders.hasNextLine()) {
      String order = orders.nextLine();
      try {
        obey(List.of(order.split(" ", -1)));
      } catch (RuntimeException e) {
        IO.println("refused " + order + ": " + e);
      }
    }
  }

  private void obey(List<String> order) {
    List<String> more = order.subList(1, order.size());
    switch (order.getFirst()) {
      case "reload" ->
          tell(
              supervisor.reload(
                  s -> more.isEmpty() ? s : s.withArgs(more), SupervisedProgram::progress));
      case "scale" ->
          tell(supervisor.scale(Integer.parseInt(more.getFirst()), SupervisedProgram::progress));
      case "stop" -> tell(supervisor.stop(true, SupervisedProgram::progress));
      case "workers" -> tellWorkers();
      case "memory" -> tellMemory();
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private static void progress(String line) {
    IO.println("progress " + line);
  }

  private static void tell(CompletableFuture<Report> operation) {
    var _ = operation.thenAccept(SupervisedProgram::tell);
  }

  private static void tell(Report report) {
    report.lastLines().forEach(line -> IO.println("last " + line));
    IO.println(
        "report %b %d %s | %s"
            .formatted(report.succeeded(), report.generation(), report.summary(), report.ledger()));
  }

  private void tellWorkers() {
    StringBuilder all = new StringBuilder("workers");
    for (WorkerStatus worker : supervisor.status().workers()) {
      all.append(" ").append(worker.pid()).append("/").append(worker.phase());
    }
    IO.println(all);
  }

  /** What is reachable. */
  private static void tellMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    IO.println("memory " + (runtime.totalMemory() - runtime.freeMemory()));
  }
}
