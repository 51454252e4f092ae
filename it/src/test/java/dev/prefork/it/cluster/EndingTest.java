package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends at bad moments, and what each side knows of them. */
class EndingTest {
  private static final int ROUNDS = 5;

  private static RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("states")
        .argument("persistent")
        .argument("workers=" + workers)
        .argument("stay")
        .run();
  }

  /** In either order, once each. */
  private static void awaitEnd(RunningCluster cluster, int worker, String code) {
    cluster.awaitLine("disconnect " + worker + " .*");
    cluster.awaitLine("exit " + worker + " \\d+ " + code);
    assertThat(cluster.lines("disconnect " + worker + " ")).hasSize(1);
    assertThat(cluster.lines("exit " + worker + " ")).hasSize(1);
  }

  private static void assertNoWorkers(RunningCluster cluster) {
    cluster.tell("workers");
    cluster.awaitLine("workers \\[\\]");
  }

  @Test
  void eachSideKnowsWhetherTheWorkerIsConnectedAndAlive() {
    try (RunningCluster cluster = cluster(1, "server=none")) {
      cluster.awaitLine("cluster Fork 1 \\w+ connected=true dead=false voluntary=false .*");
      cluster.awaitLine("running 1 connected=true dead=false voluntary=false");
      cluster.tell("send 1 exit 42");
      cluster.awaitLine("cluster Disconnect 1 \\w+ connected=false dead=\\w+ voluntary=false .*");
      cluster.awaitLine("cluster Exit 1 \\w+ connected=\\w+ dead=true voluntary=false .*");
      awaitEnd(cluster, 1, "42");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send 1 disconnect", "send 1 kill", "disconnect 1"})
  void anEndThatWasWantedIsKnownToBeWhenItIsTold(String order) {
    try (RunningCluster cluster = cluster(1, "server=none")) {
      cluster.awaitLine("running 1 .*"); // and listens to what is told
      cluster.tell(order);
      cluster.awaitLine("ending 1 connected=false dead=false voluntary=true");
      cluster.awaitLine("cluster Disconnect 1 \\w+ connected=false dead=\\w+ voluntary=true .*");
      cluster.awaitLine("cluster Exit 1 \\w+ connected=\\w+ dead=true voluntary=true .*");
      awaitEnd(cluster, 1, "0");
    }
  }

  @Test
  void aClusterOfIdleWorkersIsDisconnectedRightAfterTheFork() {
    try (RunningCluster cluster = cluster(2, "server=none")) {
      cluster.tell("disconnect all");
      cluster.awaitLine("disconnected all");
      awaitEnd(cluster, 1, "0");
      awaitEnd(cluster, 2, "0");
      assertNoWorkers(cluster);
    }
  }

  @Test
  void aClusterWithoutWorkersIsDisconnectedAlready() {
    try (RunningCluster cluster = cluster(0, "server=none")) {
      cluster.tell("disconnect all");
      cluster.awaitLine("disconnected all");
      assertNoWorkers(cluster);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "round_robin"})
  void aWorkerThatIsAboutToListenIsDisconnected(String policy) {
    try (RunningCluster cluster = cluster(0, "server=http", "port=0", "policy=" + policy)) {
      for (int worker = 1; worker <= ROUNDS; worker++) {
        cluster.tell("fork");
        cluster.awaitLine((worker % 2 == 0 ? "online " : "fork ") + worker + " .*");
        cluster.tell("disconnect " + worker);
        awaitEnd(cluster, worker, "0");
      }
      assertNoWorkers(cluster);
    }
  }

  @Test
  void aWorkerThatIsAboutToExitIsDisconnected() {
    try (RunningCluster cluster = cluster(0, "server=none")) {
      for (int worker = 1; worker <= ROUNDS; worker++) {
        cluster.tell("fork");
        cluster.awaitLine("online " + worker + " .*");
        cluster.tell("send " + worker + " exit 5");
        cluster.tell("disconnect " + worker);
        awaitEnd(cluster, worker, "[05]");
      }
      assertNoWorkers(cluster);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen http:0", "listen udp:0"})
  void workersThatShareNothingLeaveWithoutEachOther(String order) {
    try (RunningCluster cluster = cluster(2, "server=none", "policy=none")) {
      cluster.awaitLine("online 2 .*");
      cluster.tell("send 2 " + order);
      cluster.tell("send 2 say bound");
      cluster.awaitLine("message 2 bound");
      cluster.tell("disconnect 1");
      awaitEnd(cluster, 1, "0");
      cluster.tell("disconnect all");
      cluster.awaitLine("disconnected all");
      awaitEnd(cluster, 2, "0");
    }
  }

  @Test
  void aWorkerThatDisconnectsBecauseItsPortIsTakenEnds() throws IOException {
    try (ServerSocket foreign = new ServerSocket(0);
        RunningCluster cluster =
            cluster(1, "policy=none", "leave", "server=http", "port=" + foreign.getLocalPort())) {
      cluster.awaitLine("unbound 1 .*");
      awaitEnd(cluster, 1, "0");
      cluster.awaitLine("cluster Exit 1 \\w+ connected=\\w+ dead=true voluntary=true .*");
    }
  }

  @Test
  void aSecondDisconnectDoesNothing() {
    try (RunningCluster cluster = cluster(1, "server=none")) {
      cluster.awaitLine("online 1 .*");
      cluster.tell("send 1 disconnect");
      cluster.tell("disconnect 1");
      cluster.tell("disconnect 1");
      cluster.awaitLine("disconnected 1");
      cluster.awaitLine("disconnected 1");
      awaitEnd(cluster, 1, "0");
    }
  }

  @Test
  void aWorkerThatWaitsForItsConnectionsIsKilledAllTheSame() {
    int port = Client.freePort();
    try (RunningCluster cluster = cluster(2, "port=" + port).awaitListening(1, 2);
        Client _ = Client.connect(port);
        Client _ = Client.connect(port)) {
      cluster.tell("disconnect 1");
      cluster.tell("send 1 kill");
      awaitEnd(cluster, 1, "0");
      cluster.tell("disconnect 2");
      cluster.tell("kill 2");
      awaitEnd(cluster, 2, "(143 .*|0)");
    }
  }
}
