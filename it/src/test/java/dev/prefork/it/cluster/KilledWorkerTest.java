package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is killed takes no connection with it that it had not accepted. */
class KilledWorkerTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=" + workers)
        .argument("port=" + port)
        .run();
  }

  private void awaitHandedOut(int connections) {
    Await.untilEqual(
        "connections that the primary has accepted", connections, () -> Proc.accepted(port));
  }

  @Test
  void whatWaitedForItIsServedByAnother() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      Proc.stop(cluster.pid(1));
      Proc.stop(cluster.pid(2));
      List<Client> clients = Client.beginTimes(5, port);
      awaitHandedOut(2);
      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("exit 2 .* 137 .*");
      Proc.signal(cluster.pid(1), "CONT");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(1);
      clients.forEach(Client::close);
    }
  }

  @ParameterizedTest
  @CsvSource({"rr, 1", "sticky, 5", "least, 5"})
  void whatWaitedForTheOnlyWorkerIsServedByItsReplacement(String policy, int accepted) {
    try (RunningCluster cluster = cluster(1, "refork", "policy=" + policy).awaitListening(1)) {
      Proc.stop(cluster.pid(1));
      List<Client> clients = Client.beginTimes(5, port);
      awaitHandedOut(accepted);
      Proc.signal(cluster.pid(1), "KILL");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(2);
      clients.forEach(Client::close);
    }
  }

  @Test
  void clientsOfASecondPortWaitUntilTheReplacementHasOpenedIt() {
    int second = Client.freePort();
    try (RunningCluster cluster = cluster(1, "refork").ports(2).awaitListening(1)) {
      cluster.tell("send 1 listen " + second);
      cluster.awaitListening(1);
      Proc.signal(cluster.pid(1), "KILL");
      cluster.awaitListening(2);
      try (Client client = Client.begin(second, "who")) {
        cluster.tell("send 2 listen " + second);
        assertThat(client.answer().worker()).isEqualTo(2);
      }
    }
  }

  @Test
  void whatWaitsInTheBacklogOfASharedSocketIsServedByAReplacement() {
    try (RunningCluster cluster = cluster(1, "refork", "policy=none").awaitListening(1)) {
      Proc.stop(cluster.pid(1));
      List<Client> clients = Client.beginTimes(3, port);
      Proc.signal(cluster.pid(1), "KILL");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(2);
      clients.forEach(Client::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least"})
  void theOthersServeOnWhileWorkersAreKilledUnderLoad(String policy) {
    try (RunningCluster cluster = cluster(2, "refork", "policy=" + policy).awaitListening(1, 2)) {
      for (int worker = 1; worker <= 4; worker++) {
        Proc.stop(cluster.pid(worker));
        List<Client> clients = Client.beginTimes(20, port);
        Proc.signal(cluster.pid(worker), "KILL");
        assertThat(clients)
            .extracting(Client::answer)
            .extracting(Answer::worker)
            .doesNotContain(worker);
        clients.forEach(Client::close);
        cluster.awaitListening(worker + 2);
      }
    }
  }
}
