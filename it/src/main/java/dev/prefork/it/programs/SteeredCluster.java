package dev.prefork.it.programs;

import dev.prefork.Cluster;
import java.io.IOException;

/**
 * A cluster that serves as its arguments say, while its primary and its workers take orders: see
 * {@link Steering} and {@link SteeredWorker}.
 */
public final class SteeredCluster {
  private SteeredCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      new Steering(arguments).begin();
    } else {
      new SteeredWorker(arguments).begin();
    }
  }
}
