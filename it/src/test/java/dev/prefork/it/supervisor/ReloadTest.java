package dev.prefork.it.supervisor;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new version comes in whole, or not at all. */
class ReloadTest {
  private final int port = Client.freePort();
  private RunningCluster cluster;

  @BeforeEach
  void start() {
    cluster = Supervised.cluster(port, "workers=2", "patience=20000");
    awaitServing(cluster, 1, 2);
  }

  @AfterEach
  void end() {
    try (RunningCluster _ = cluster) {
      Supervised.end(cluster);
    }
  }

  private void assertServing(Integer... workers) {
    assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(workers);
  }

  @Test
  void aNewGenerationReplacesTheOldOneInItsPlaces() {
    cluster.tell("reload");
    cluster.awaitLine("slot 3 1");
    awaitServing(cluster, 3);
    cluster.awaitLine("state 1 DRAINING");
    cluster.awaitLine("slot 4 2");
    cluster.awaitLine("reload succeeded g2: .*");
    assertThat(cluster.lines("progress ")).isNotEmpty();
    assertServing(3, 4);
    assertThat(cluster.processes()).hasSize(3);
  }

  @Test
  void brokenNewVersionLeavesTheOldOneServing() {
    cluster.tell("reload broken");
    cluster.awaitLine("reload failed g1: worker 3 .*status 9 .*");
    cluster.awaitLine("reload last line: this version is broken");
    assertServing(1, 2);
    assertThat(cluster.lines("fork ")).hasSize(3);
  }

  @Test
  void aNewVersionThatDiesRightAfterItListensLeavesTheOldOneServing() {
    cluster.tell("reload brief=300");
    cluster.awaitLine("reload failed g1: worker 3 .*status 8.*");
    assertServing(1, 2);
  }

  @Test
  void whatWasReplacedIsPutBackWhenALaterWorkerOfTheNewVersionDoesNotComeUp() {
    cluster.tell("reload broken only=2");
    cluster.awaitLine("exit 4 9.*");
    cluster.awaitLine("slot 5 1");
    cluster.awaitLine("state 3 DRAINING");
    cluster.awaitLine("reload failed g1: worker 4 .*status 9 .*");
    assertServing(2, 5);
  }

  @Test
  void aSecondReloadIsRefusedWhileTheFirstIsUnderWay() {
    cluster.tell("reload");
    cluster.tell("reload broken");
    cluster.awaitLine("reload failed g2: .*reload.*");
    cluster.awaitLine("reload succeeded g2: .*");
  }

  @Test
  void anOldWorkerThatIsKilledDuringAReloadIsReplacedAndTheReloadGoesOn() {
    cluster.tell("reload");
    cluster.awaitLine("fork 3 \\d+");
    Proc.signal(cluster.pid(2), "KILL");
    cluster.awaitLine("reload succeeded g2: .*");
    cluster.tell("status");
    cluster.awaitLine("worker \\d slot=1 g2 SERVING .*");
    cluster.awaitLine("worker \\d slot=2 g2 SERVING .*");
  }

  @Test
  void aRestartReplacesAllWorkersAtOnce() {
    cluster.tell("restart");
    cluster.awaitLine("restart succeeded g2: .*");
    assertServing(3, 4);
  }
}
