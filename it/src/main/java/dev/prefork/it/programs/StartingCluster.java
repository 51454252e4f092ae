package dev.prefork.it.programs;

import dev.prefork.Cluster;

/**
 * A cluster whose workers are told to leave while they start. The primary is steered as every
 * {@link SteeredCluster}; what the workers do is in {@link StartingWorker}.
 */
public final class StartingCluster {
  private StartingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Throwable {
    if (Cluster.isPrimary()) {
      new Steering(Arguments.of(args)).begin();
    } else {
      StartingWorker.ofEnvironment().run();
    }
  }
}
