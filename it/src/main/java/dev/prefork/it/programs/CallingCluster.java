package dev.prefork.it.programs;

import dev.prefork.Cluster;

/**
 * A cluster whose workers call their own server, see {@link CallingWorker}. The primary is steered
 * as every {@link SteeredCluster}.
 */
public final class CallingCluster {
  private CallingCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    if (Cluster.isPrimary()) {
      new Steering(Arguments.of(args)).begin();
    } else {
      CallingWorker.ofEnvironment().run();
    }
  }
}
