package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.support.Arguments;

/**
 * A cluster whose workers are told to leave while they start. The primary is steered as every
 * {@link ScriptedCluster}; what the workers do is in {@link BindingWorker}.
 */
public final class StartingCluster {
  private StartingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Throwable {
    if (Cluster.isPrimary()) {
      new ScriptedPrimary(Arguments.of(args)).begin();
    } else {
      BindingWorker.ofEnvironment().run();
    }
  }
}
