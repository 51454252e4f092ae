package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is suspended gets no connections, and need not do anything for that. */
class SuspendedWorkerTest {
  private final int port = Client.freePort();

  /** Two workers that have served: only then have they told the primary all it needs to know. */
  private RunningCluster cluster(String policy, String... more) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, more)
            .argument("workers=2")
            .argument("policy=" + policy)
            .argument("port=" + port)
            .run()
            .ownListeners()
            .awaitListening(1, 2);
    Client.askTimes(4, port).forEach(answer -> {});
    return cluster;
  }

  private void assertServedBy(int worker) {
    assertThat(Client.askTimes(20, port)).extracting(Answer::worker).containsOnly(worker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel"})
  void aStoppedWorkerIsPassedOverUntilItIsResumed(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      Proc.stop(cluster.pid(1));
      try (Client early = Client.begin(port, "who")) {
        cluster.tell("suspend 1");
        cluster.awaitLine("suspended 1 true");
        assertThat(early.answer().worker()).isEqualTo(2);
      }
      assertServedBy(2);
      Proc.signal(cluster.pid(1), "CONT");
      assertServedBy(2);

      cluster.tell("resume 1");
      cluster.awaitLine("resumed 1 true");
      cluster.tell("suspend 2");
      cluster.awaitLine("suspended 2 true");
      assertServedBy(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "kernel"})
  void aPortThatItOpensMeanwhileIsNotItsEither(String policy) {
    int other = Client.freePort();
    try (RunningCluster cluster = cluster(policy).ports(2)) {
      cluster.tell("suspend 1");
      cluster.awaitLine("suspended 1 true");
      cluster.tell("send 2 listen " + other);
      cluster.awaitLine("listening 2 \\d+ " + other);
      cluster.tell("send 1 listen " + other);
      cluster.awaitLine("listening 1 \\d+ " + other);
      assertThat(Client.askTimes(10, other)).extracting(Answer::worker).containsOnly(2);
      cluster.tell("resume 1");
      Await.until("worker 1 serves there", () -> Client.ask(other).worker() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "kernel"})
  void whoeverDiesOrStopsMeanwhileIsReplacedAndMissedByNobody(String policy) {
    try (RunningCluster cluster = cluster(policy, "refork")) {
      cluster.tell("suspend 1");
      cluster.awaitLine("suspended 1 true");
      cluster.tell("kill 1 SIGKILL");
      cluster.awaitListening(3);
      cluster.tell("suspend 2");
      cluster.awaitLine("suspended 2 true");
      assertServedBy(3);
      cluster.tell("stop 2");
      cluster.awaitLine("exit 2 .*");
      cluster.awaitListening(4);
      Await.until("the latest serves", () -> Client.ask(port).worker() > 2);
    }
  }

  @Test
  void itAnswersAProbe() {
    try (RunningCluster cluster = cluster("rr")) {
      cluster.tell("suspend 1");
      cluster.awaitLine("suspended 1 true");
      Await.until(
          "worker 1 answers",
          () -> {
            cluster.tell("probe 1 " + port);
            return cluster.awaitLine("probed 1: .*").group().endsWith(" who");
          });
      assertServedBy(2);
    }
  }
}
