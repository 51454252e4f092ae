package dev.prefork.bench.programs;

import dev.prefork.Cluster;
import dev.prefork.model.SchedulingPolicy;
import java.util.List;
import java.util.Objects;

/** A primary that forks workers with any program. */
public final class ClusterProgram {
  private ClusterProgram() {}

  /**
   * Forks the workers.
   *
   * @param args the policy, the number of workers, and their main class and arguments
   */
  public static void main(String[] args) {
    SchedulingPolicy policy = Objects.requireNonNull(SchedulingPolicy.byName(args[0]), args[0]);
    Cluster.setupPrimary(
        settings ->
            settings
                .withSchedulingPolicy(policy)
                .withExec(args[2])
                .withArgs(List.of(args).subList(3, args.length))
                .withExecArgv(List.of()));
    for (int i = Integer.parseInt(args[1]); i > 0; i--) {
      Cluster.fork();
    }
  }
}
