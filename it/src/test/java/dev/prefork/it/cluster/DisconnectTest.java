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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is let go finishes what it has. */
class DisconnectTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=2")
        .argument("port=" + port)
        .run()
        .awaitListening(1, 2);
  }

  /** A client of the first worker, whose answer is not complete before it says so. */
  private Client hold() {
    Client.awaitTurnOfTheFirst(port);
    Client client = Client.begin(port, "hold");
    assertThat(client.readLine()).startsWith("holding ");
    return client;
  }

  private static void awaitState(RunningCluster cluster, String state) {
    Await.until(
        "state " + state,
        () -> {
          cluster.tell("state " + state.charAt(0));
          return cluster.awaitLine("state (.*)").group(1).equals(state);
        });
  }

  private static void assertVoluntaryEnd(RunningCluster cluster, int worker) {
    cluster.awaitLine("disconnect " + worker + " .*");
    cluster.awaitLine("exit " + worker + " \\d+ 0");
    cluster.awaitLine("hook " + worker + " has run");
    awaitState(cluster, worker + " Exited dead voluntary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"disconnect 1", "send 1 disconnect"})
  void anAnswerInProgressIsCompletedAndTheOthersServeOn(String order) {
    try (RunningCluster cluster = cluster();
        Client slow = hold()) {
      cluster.tell(order);
      awaitState(cluster, "1 Draining connected voluntary");
      assertThat(Client.askTimes(6, port)).extracting(Answer::worker).containsOnly(2);
      assertThat(slow.say("go on").answer().worker()).isEqualTo(1);
      assertVoluntaryEnd(cluster, 1);
      assertThat(Client.ask(port).worker()).isEqualTo(2);
    }
  }

  @Test
  void underNoPolicyAnAnswerInProgressIsCompletedToo() {
    try (RunningCluster cluster = cluster("policy=none");
        Client slow = Client.begin(port, "hold")) {
      int worker = Integer.parseInt(slow.readLine().split(" ", -1)[1]);
      cluster.tell("disconnect " + worker);
      awaitState(cluster, worker + " Draining connected voluntary");
      assertThat(Client.askTimes(6, port)).hasSize(6);
      assertThat(slow.say("go on").answer().worker()).isEqualTo(worker);
      assertVoluntaryEnd(cluster, worker);
      assertThat(Client.ask(port).worker()).isEqualTo(3 - worker);
    }
  }

  @Test
  void whatItHasNotAcceptedIsServedByAnotherAtOnce() {
    try (RunningCluster cluster = cluster()) {
      Client.awaitTurnOfTheFirst(port);
      Proc.stop(cluster.pid(1));
      try (Client waiting = Client.begin(port, "who")) {
        Await.untilEqual("connections handed out", 1, () -> Proc.accepted(port));
        cluster.tell("disconnect 1");
        Answer answer = waiting.answer();
        assertThat(answer.worker()).isEqualTo(2);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(1));
      }
      Proc.signal(cluster.pid(1), "CONT");
      assertVoluntaryEnd(cluster, 1);
    }
  }

  @Test
  void theGracePeriodEndsWhatDoesNotEndByItself() {
    try (RunningCluster cluster = cluster("grace=200");
        Client endless = hold()) {
      cluster.tell("disconnect 1");
      cluster.awaitLine("disconnected 1");
      assertVoluntaryEnd(cluster, 1);
      assertThat(endless.isEnded()).isTrue();
    }
  }

  @Test
  void aWorkerThatKillsItselfDoesNotWait() {
    try (RunningCluster cluster = cluster();
        Client abandoned = hold()) {
      cluster.tell("send 1 kill");
      assertVoluntaryEnd(cluster, 1);
      assertThat(abandoned.isEnded()).isTrue();
      assertThat(Client.ask(port).worker()).isEqualTo(2);
    }
  }

  @Test
  void disconnectingTheClusterEndsAllWorkersAndThenThePrimary() {
    try (RunningCluster cluster = cluster();
        Client slow = hold()) {
      cluster.tell("disconnect all");
      assertVoluntaryEnd(cluster, 2);
      assertThat(slow.say("go on").answer().worker()).isEqualTo(1);
      cluster.awaitLine("exit 1 \\d+ 0");
      cluster.awaitLine("disconnected all");
      assertThat(cluster.awaitExit()).isZero();
      cluster.awaitNothingLeft(Duration.ZERO);
    }
  }
}
