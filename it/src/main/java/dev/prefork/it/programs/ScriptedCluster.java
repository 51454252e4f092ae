package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;

/**
 * A cluster that serves as its arguments say, while its primary and its workers take orders: see
 * {@link ScriptedPrimary} and {@link ScriptedWorker}.
 */
public final class ScriptedCluster {
  private ScriptedCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      new ScriptedPrimary(arguments).begin();
    } else {
      new ScriptedWorker(arguments).begin();
    }
  }
}
