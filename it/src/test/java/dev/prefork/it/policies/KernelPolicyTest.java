package dev.prefork.it.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under KERNEL each worker has a socket of its own, and nothing that waits in it is lost. */
@Tag("thorough")
class KernelPolicyTest {
  private static final Duration PROMISE = Duration.ofSeconds(2);

  private final int port = Client.freePort();

  private RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("policy=kernel")
        .argument("workers=" + workers)
        .argument("port=" + port)
        .run()
        .ownListeners();
  }

  private static Map<Integer, Long> served(List<Client> clients) {
    Map<Integer, Long> counts =
        clients.stream()
            .map(Client::answer)
            .collect(Collectors.groupingBy(Answer::worker, Collectors.counting()));
    clients.forEach(Client::close);
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "http"})
  void everyWorkerGetsItsShare(String server) {
    try (RunningCluster _ = cluster(3, "server=" + server).awaitListening(1, 2, 3)) {
      List<Integer> workers = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        workers.add((server.equals("http") ? Client.get(port) : Client.ask(port)).worker());
      }
      for (int worker = 1; worker <= 3; worker++) {
        assertThat(workers).filteredOn(Integer.valueOf(worker)::equals).hasSizeBetween(20, 90);
      }
    }
  }

  @Test
  void whatWaitedForAKilledWorkerIsServedByAnother() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      Proc.stop(cluster.pid(1));
      Proc.stop(cluster.pid(2));
      List<Client> clients = Client.beginTimes(20, port);
      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("exit 2 .* 137 .*");
      Proc.signal(cluster.pid(1), "CONT");
      assertThat(served(clients)).containsExactly(Map.entry(1, 20L));
    }
  }

  @Test
  void whatWaitedForTheOnlyWorkerIsServedByItsReplacement() {
    try (RunningCluster cluster = cluster(1, "refork").awaitListening(1)) {
      Proc.stop(cluster.pid(1));
      List<Client> clients = Client.beginTimes(5, port);
      Proc.signal(cluster.pid(1), "KILL");
      assertThat(served(clients)).containsExactly(Map.entry(2, 5L));
    }
  }

  @Test
  void aStoppedWorkerDelaysFewAndServesAgainWhenItGoesOn() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      for (int round = 0; round < 3; round++) {
        Proc.stop(cluster.pid(1));
        for (int i = 0; i < 10; i++) {
          Answer answer = Client.ask(port);
          assertThat(answer.worker()).isEqualTo(2);
          assertThat(answer.took()).isLessThan(PROMISE);
        }
        Proc.signal(cluster.pid(1), "CONT");
        Await.until("worker 1 serves again", () -> Client.ask(port).worker() == 1);
      }
    }
  }

  @Test
  void aWorkerThatLeavesTakesNobodyWithIt() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      for (int worker = 1; worker <= 5; worker++) {
        cluster.tell("fork");
        cluster.awaitListening(worker + 2);
        Proc.stop(cluster.pid(worker));
        List<Client> clients = Client.beginTimes(30, port);
        cluster.tell("disconnect " + worker);
        Proc.signal(cluster.pid(worker), "CONT");
        assertThat(served(clients).values().stream().mapToLong(i -> i).sum()).isEqualTo(30);
        cluster.awaitLine("exit " + worker + " .* 0");
      }
    }
  }

  @Test
  void whoeverClosesItsSocketLeavesThePortToTheOthers() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      cluster.awaitLine("bound 1 .*");
      cluster.tell("send 1 close " + port);
      cluster.awaitLine("closed 1 " + port);
      assertThat(served(Client.beginTimes(20, port))).containsExactly(Map.entry(2, 20L));

      cluster.tell("send 1 listen " + port);
      cluster.awaitLine("bound 1 " + port + " .*");
      Await.until("worker 1 serves again", () -> Client.ask(port).worker() == 1);
    }
  }
}
