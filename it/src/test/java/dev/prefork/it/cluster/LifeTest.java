package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a worker's life, and how it ends by accident. */
class LifeTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=" + workers)
        .argument("port=" + port)
        .run();
  }

  private static void assertState(RunningCluster cluster, String state) {
    cluster.tell("state " + state.charAt(0));
    assertThat(cluster.awaitLine("state (.*)").group(1)).isEqualTo(state);
  }

  @Test
  void eventsComeInOrderWithTheirWorker() {
    try (RunningCluster cluster = cluster(2, "stay").awaitListening(1, 2)) {
      assertState(cluster, "1 Serving connected");
      long first = cluster.pid(1);
      cluster.tell("send 1 exit 42");
      cluster.awaitLine("disconnect 1 .*");
      cluster.awaitLine("exit 1 .*");
      assertState(cluster, "1 Exited dead");
      assertState(cluster, "2 Serving connected");
      assertThat(cluster.lines())
          .filteredOn(line -> line.matches("[a-z]+ 1 " + first + ".*"))
          .startsWith("fork 1 " + first, "online 1 " + first, "listening 1 " + first + " " + port)
          .contains("disconnect 1 " + first, "exit 1 " + first + " 42")
          .hasSize(5);
      cluster.tell("workers");
      cluster.awaitLine("workers \\[2\\]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kill 1 SIGKILL, 137 (SIGKILL)",
    "kill 1 SIGTERM, 143 (SIGTERM)",
    "kill 1,         143 (SIGTERM)",
    "send 1 exit 42, 42",
    "send 1 exit 0,  0"
  })
  void theExitSaysHowItCameAndIsNoVoluntaryOne(String order, String status) {
    try (RunningCluster cluster = cluster(1, "stay").awaitListening(1)) {
      cluster.tell(order);
      assertThat(cluster.awaitLine("exit 1 \\d+ (.*)").group(1)).isEqualTo(status);
      assertState(cluster, "1 Exited dead");
    }
  }

  @Test
  void thePrimaryLivesAsLongAsItsWorkers() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      cluster.tell("kill 1");
      cluster.awaitLine("exit 1 .*");
      assertThat(Client.ask(port).worker()).isEqualTo(2);
      cluster.tell("kill 2");
      cluster.awaitLine("exit 2 .*");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void idsAreNeverUsedAgain() {
    try (RunningCluster cluster = cluster(1, "stay").awaitListening(1)) {
      cluster.tell("kill 1");
      cluster.awaitLine("exit 1 .*");
      cluster.tell("fork");
      cluster.awaitListening(2);
      assertThat(Client.ask(port).pid()).isEqualTo(cluster.pid(2));
    }
  }

  @Test
  void aPrimaryThatExitsTakesItsWorkersAlong() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      cluster.tell("exit 3");
      assertThat(cluster.awaitExit()).isEqualTo(3);
      cluster.awaitLine("hook 1 has run");
      cluster.awaitLine("hook 2 has run");
    }
  }

  @Test
  void aWorkerThatIsKilledWhileItStartsIsTold() {
    try (RunningCluster cluster = cluster(1)) {
      long pid = Long.parseLong(cluster.awaitLine("fork 1 (\\d+)").group(1));
      Proc.signal(pid, "KILL");
      cluster.awaitLine("exit 1 " + pid + " 137 .*");
      cluster.awaitLine("disconnect 1 .*");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void thePortIsGivenBackWithTheLastWorkerThatServesIt() {
    try (RunningCluster cluster = cluster(1, "stay").awaitListening(1)) {
      Client.ask(port);
      cluster.tell("kill 1");
      cluster.awaitLine("exit 1 .*");
      Await.until("the port is free", () -> !Proc.listens(port));
    }
  }
}
