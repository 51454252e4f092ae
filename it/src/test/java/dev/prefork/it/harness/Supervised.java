package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.programs.supervised.SupervisedCluster;

/** How tests of a supervisor begin and end. */
public final class Supervised {
  private Supervised() {}

  /** A supervisor of workers that serve a port, and of signals whatever was ignored around it. */
  public static RunningCluster cluster(int port, String... arguments) {
    return Start.program(SupervisedCluster.class, arguments)
        .argument("port=" + port)
        .variable("XDG_STATE_HOME", Start.TEMPORARY)
        .behind("env", "--default-signal=INT,HUP")
        .run();
  }

  /** Waits until these workers serve, as the status has it. */
  public static void awaitServing(RunningCluster cluster, int... workers) {
    for (int worker : workers) {
      cluster.awaitLine("state " + worker + " SERVING");
    }
  }

  /** Stops it, which must succeed. */
  public static void end(RunningCluster cluster) {
    cluster.tell("stop");
    cluster.awaitLine("over succeeded .*");
    assertThat(cluster.awaitExit()).isZero();
  }
}
