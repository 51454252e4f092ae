package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.it.programs.support.Arguments;

/**
 * A cluster whose workers have nothing but an accept loop, see {@link AcceptLoopWorker}, and wait
 * for their threads as Node does. The primary is steered as every {@link ScriptedCluster}.
 */
public final class LoopingCluster {
  private LoopingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    if (!Cluster.isPrimary()) {
      AcceptLoopWorker.ofEnvironment().run();
      return;
    }
    Cluster.setupPrimary(settings -> settings.withThreadGrace(Settings.NO_LIMIT));
    new ScriptedPrimary(Arguments.of(args)).begin();
  }
}
