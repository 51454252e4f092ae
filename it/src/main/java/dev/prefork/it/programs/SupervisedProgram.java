package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WorkerStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  private final Foreman foreman;

  private SupervisedProgram(Foreman foreman) {
    this.foreman = foreman;
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
    Foreman foreman = Foreman.start(options(arguments, program));
    IO.println("supervising");
    Foreman.read(new SupervisedProgram(foreman)::obey);
  }

  private static SupervisorOptions options(Arguments arguments, Settings program) {
    RestartPolicy normal = RestartPolicy.DEFAULT;
    Duration minUptime = millis(arguments, "steady", normal.minUptime());
    return SupervisorOptions.of(program)
        .withWorkers(arguments.number("workers", 2))
        .withDrainTimeout(millis(arguments, "drain", Duration.ofSeconds(30)))
        .withRestarts(
            new RestartPolicy(
                normal.backoff(),
                normal.backoffMax(),
                minUptime,
                normal.maxRestarts(),
                normal.window()))
        .withAotCache(false);
  }

  private static Duration millis(Arguments arguments, String name, Duration otherwise) {
    return Duration.ofMillis(arguments.number(name, (int) otherwise.toMillis()));
  }

  private void obey(List<String> order) {
    List<String> more = order.subList(1, order.size());
    switch (order.getFirst()) {
      case "reload" -> Foreman.follow("reload", reload(more));
      case "scale" -> foreman.scale(more.getFirst());
      case "stop" -> foreman.stop(true);
      case "workers" -> tellWorkers();
      case "memory" -> tellMemory();
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private CompletableFuture<Report> reload(List<String> arguments) {
    return foreman
        .supervisor()
        .reload(s -> arguments.isEmpty() ? s : s.withArgs(arguments), Foreman::progress);
  }

  private void tellWorkers() {
    StringBuilder all = new StringBuilder("workers");
    for (WorkerStatus worker : foreman.supervisor().status().workers()) {
      all.append(" ").append(worker.pid()).append("/").append(worker.state());
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
