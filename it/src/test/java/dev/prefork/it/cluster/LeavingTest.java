package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds while workers leave, and after. */
class LeavingTest {
  private static final int WORKERS = 3;

  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private final int port = Client.freePort();
  private final int other = Client.freePort();

  private RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=" + workers)
        .argument("port=" + port)
        .run();
  }

  /** A client of worker 1. */
  private Client hold() {
    Client.awaitTurnOfTheFirst(port);
    Client client = Client.begin(port, "hold");
    assertThat(client.readLine()).startsWith("holding 1 ");
    return client;
  }

  @Test
  void aWorkerIsAmongTheWorkersUntilItHasLeft() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2);
        Client slow = hold()) {
      cluster.tell("disconnect 1");
      cluster.tell("workers");
      cluster.awaitLine("workers \\[1, 2\\]");
      assertThat(slow.say("go on").answer().worker()).isEqualTo(1);
      cluster.awaitLine("disconnect 1 .*");
      cluster.awaitLine("exit 1 .*");
      cluster.tell("workers");
      cluster.awaitLine("workers \\[2\\]");
    }
  }

  @Test
  void theClusterIsDisconnectedWithItsLastWorkerAndNotWithItsFirst() {
    try (RunningCluster cluster = cluster(2, "stay").awaitListening(1, 2);
        Client slow = hold()) {
      cluster.tell("disconnect all");
      cluster.awaitLine("disconnect 2 .*");
      cluster.awaitLine("exit 2 .*");
      cluster.tell("send 1 say still here");
      cluster.awaitLine("message 1 still here");
      assertThat(cluster.lines("disconnected all")).isEmpty();
      assertThat(slow.say("go on").answer().worker()).isEqualTo(1);
      cluster.awaitLine("disconnected all");
      assertThat(cluster.processes()).containsExactly(cluster.pid());
      Await.until("the port is free", () -> !Proc.listens(port));
    }
  }

  @Test
  void aWorkerThatListensWhileItIsLeavingGetsNoAnswer() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2);
        Client slow = hold()) {
      cluster.tell("disconnect 1");
      cluster.tell("send 1 listen " + other);
      cluster.awaitLine("sent 1");
      assertThat(slow.say("go on").answer().worker()).isEqualTo(1);
      cluster.awaitLine("exit 1 \\d+ 0", SOON);
      assertThat(cluster.lines("unbound")).isEmpty();
    }
  }

  @Test
  void aClusterOnTwoPortsIsDisconnectedAndForkedAgainInTheSamePrimary() {
    try (RunningCluster cluster = cluster(WORKERS, "stay")) {
      assertServedOnBothPorts(cluster, 1);
      for (int i = 0; i < WORKERS; i++) {
        cluster.tell("fork");
      }
      assertServedOnBothPorts(cluster, 1 + WORKERS);
      assertThat(cluster.lines("disconnected all")).hasSize(2);
    }
  }

  private void assertServedOnBothPorts(RunningCluster cluster, int first) {
    for (int worker = first; worker < first + WORKERS; worker++) {
      cluster.awaitLine("listening " + worker + " \\d+ " + port);
      cluster.tell("send " + worker + " listen " + other);
      cluster.awaitLine("listening " + worker + " \\d+ " + other);
    }
    for (int each : new int[] {port, other}) {
      assertThat(Client.askTimes(WORKERS, each)).extracting(Answer::worker).doesNotHaveDuplicates();
    }
    cluster.tell("disconnect all");
    cluster.awaitLine("disconnected all");
    Await.until("both ports are free", () -> !Proc.listens(port) && !Proc.listens(other));
  }

  @Test
  void aClientThatComesBetweenTheLastWorkersDeathAndItsReplacementIsServed() {
    try (RunningCluster cluster = cluster(1, "refork").awaitListening(1)) {
      cluster.tell("kill 1 SIGKILL");
      cluster.awaitLine("exit 1 .*");
      assertThat(Client.ask(port).worker()).isEqualTo(2);
    }
  }
}
