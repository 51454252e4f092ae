package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.support.Arguments;

/**
 * A cluster whose workers call their own server, see {@link SelfConnectingWorker}. The primary is
 * steered as every {@link ScriptedCluster}.
 */
public final class CallingCluster {
  private CallingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    if (Cluster.isPrimary()) {
      new ScriptedPrimary(Arguments.of(args)).begin();
    } else {
      SelfConnectingWorker.ofEnvironment().run();
    }
  }
}
