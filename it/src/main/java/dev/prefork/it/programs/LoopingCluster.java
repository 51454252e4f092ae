package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Settings;

/**
 * A cluster whose workers have nothing but an accept loop, see {@link LoopingWorker}, and wait for
 * their threads as Node does. The primary is steered as every {@link SteeredCluster}.
 */
public final class LoopingCluster {
  private LoopingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    if (!Cluster.isPrimary()) {
      LoopingWorker.ofEnvironment().run();
      return;
    }
    Cluster.setupPrimary(settings -> settings.withThreadGrace(Settings.NO_LIMIT));
    new Steering(Arguments.of(args)).begin();
  }
}
