package dev.prefork.it.cluster;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import org.junit.jupiter.api.Test;

/** A primary that has just lost its last worker forks another. */
class SuccessorTest {
  private static final int ROUNDS = 12;

  @Test
  void aWorkerForkedWhileTheLastOneIsClearedAwayIsAWorkerLikeAnyOther() {
    try (RunningCluster cluster = Start.program(SettingsCluster.class).run()) {
      cluster.tell("set stdio ignore inherit inherit");
      for (int worker = 1; worker <= ROUNDS; worker++) {
        cluster.tell("fork");
        cluster.awaitLine("message " + worker);
        cluster.tell("disconnect " + worker);
        cluster.awaitLine("exit " + worker + " \\d+ 0");
      }
    }
  }
}
