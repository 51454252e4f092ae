package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.time.Duration;

/**
 * A cluster to end in many ways. The primary is steered as every {@link ScriptedCluster}, and tells
 * what it knows of a worker at its fork, its disconnect and its exit; what the workers do is in
 * {@link EndingWorker}. {@code threads=MILLIS} or {@code threads=for-ever} is the threadGrace.
 */
public final class EndingCluster {
  private EndingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (!Cluster.isPrimary()) {
      new EndingWorker(arguments).begin();
      return;
    }
    if (arguments.has("threads")) {
      Cluster.setupPrimary(settings -> settings.withThreadGrace(grace(arguments)));
    }
    Cluster.on(Fork.class, event -> tell("fork", event.worker()));
    Cluster.on(Disconnect.class, event -> tell("disconnect", event.worker()));
    Cluster.on(Exit.class, event -> tell("exit", event.worker()));
    new ScriptedPrimary(arguments).begin();
  }

  private static Duration grace(Arguments arguments) {
    return arguments.is("threads", "for-ever")
        ? Settings.NO_LIMIT
        : Duration.ofMillis(arguments.number("threads"));
  }

  private static void tell(String event, Worker worker) {
    IO.println("at " + event + " of " + worker.id() + ": " + EndingWorker.facts(worker));
  }
}
