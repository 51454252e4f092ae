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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code LEAST_CONNECTIONS}: who has the fewest open connections gets the next. */
class LeastConnectionsTest {
  private static final Duration PROMISE = Duration.ofSeconds(1);

  private final int port = Client.freePort();

  /** Those that stay open, and who has them. */
  private final Map<Client, Integer> held = new LinkedHashMap<>();

  private RunningCluster cluster(int workers) {
    return cluster(workers, "");
  }

  private RunningCluster cluster(int workers, String kind) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "policy=least", "port=" + kind + port)
            .argument("workers=" + workers)
            .run();
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitListening(worker);
    }
    return cluster;
  }

  @AfterEach
  void close() {
    held.keySet().forEach(Client::close);
  }

  /** A connection that stays open; the worker that has it. */
  private int hold() {
    Client client = Client.begin(port, "hold");
    int worker = Integer.parseInt(client.readLine().split(" ", -1)[1]);
    held.put(client, worker);
    return worker;
  }

  private List<Integer> hold(int times) {
    List<Integer> workers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      workers.add(hold());
    }
    return workers;
  }

  /** Ends some of a worker's connections, and waits until the worker has closed them. */
  private void end(int worker, int times) {
    for (int i = 0; i < times; i++) {
      Client client =
          held.keySet().stream().filter(one -> held.get(one) == worker).findFirst().orElseThrow();
      assertThat(client.say("done").answer().worker()).isEqualTo(worker);
      client.close();
      held.remove(client);
    }
  }

  private Map<Integer, Integer> counts() {
    Map<Integer, Integer> counts = new TreeMap<>();
    held.values().forEach(worker -> counts.merge(worker, 1, Integer::sum));
    return counts;
  }

  @Test
  void connectionsThatStayOpenAreSpreadEvenly() {
    try (RunningCluster _ = cluster(3)) {
      hold(9);
      assertThat(counts()).isEqualTo(Map.of(1, 3, 2, 3, 3, 3));
    }
  }

  @Test
  void aReplacementGetsAllUntilItHasAsManyAsTheOthers() {
    try (RunningCluster cluster = cluster(2)) {
      hold(10);
      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("exit 2 .* 137 .*");
      held.keySet().removeIf(this::isOfTheSecond);
      cluster.tell("fork");
      cluster.awaitListening(3);
      assertThat(hold(5)).containsOnly(3);
      hold(4);
      assertThat(counts()).isEqualTo(Map.of(1, 7, 3, 7));
    }
  }

  private boolean isOfTheSecond(Client client) {
    if (held.get(client) == 2) {
      client.close();
      return true;
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "socket:"})
  void whoeverClosesConnectionsGetsOthers(String kind) {
    try (RunningCluster _ = cluster(2, kind)) {
      hold(12);
      end(1, 4);
      Await.until("the first has as many again", this::holdUntilEven);
      end(2, 3);
      Await.until("the second has as many again", this::holdUntilEven);
    }
  }

  /** In a rotation that would never be. */
  private boolean holdUntilEven() {
    hold();
    return Math.abs(counts().get(1) - counts().get(2)) <= 1;
  }

  @Test
  void whatAWorkerHasOfASocketThatItHasClosedCountsOn() {
    try (RunningCluster cluster = cluster(2)) {
      hold(6);
      cluster.tell("send 1 again " + port);
      cluster.awaitLine("bound 1 " + port + " .*");
      cluster.awaitLine("listening 1 .*");
      assertThat(hold(6)).containsOnly(1, 2);
      assertThat(counts()).isEqualTo(Map.of(1, 6, 2, 6));
    }
  }

  @Test
  void shortConnectionsGoRoundMoreOrLess() {
    try (RunningCluster _ = cluster(4)) {
      Map<Integer, Long> served = new TreeMap<>();
      Client.askTimes(80, port).forEach(answer -> served.merge(answer.worker(), 1L, Long::sum));
      assertThat(served).containsOnlyKeys(1, 2, 3, 4);
      assertThat(served.values()).allMatch(count -> count >= 10);
    }
  }

  @Test
  void whatWaitsForAKilledWorkerIsServedByAnother() {
    try (RunningCluster cluster = cluster(2)) {
      hold(12);
      end(1, 6);
      Await.until("it is known", () -> hold(2).equals(List.of(1, 1)));
      Proc.stop(cluster.pid(1));
      Proc.stop(cluster.pid(2));
      int before = Proc.accepted(port);
      List<Client> clients = Client.beginTimes(4, port);
      Await.untilEqual("accepted connections", before + 4, () -> Proc.accepted(port));
      Proc.signal(cluster.pid(1), "KILL");
      cluster.awaitLine("exit 1 .* 137 .*");
      Proc.signal(cluster.pid(2), "CONT");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(2);
      clients.forEach(Client::close);
    }
  }

  @Test
  void aStoppedWorkerIsPassedOverWithinASecondUntilItGoesOn() {
    try (RunningCluster cluster = cluster(2)) {
      hold(8);
      end(1, 4);
      Await.until("it is known", () -> hold(2).equals(List.of(1, 1)));
      Proc.stop(cluster.pid(1));
      for (int i = 0; i < 5; i++) {
        Answer answer = Client.ask(port);
        assertThat(answer.worker()).isEqualTo(2);
        assertThat(answer.took()).isLessThan(PROMISE);
      }
      Proc.signal(cluster.pid(1), "CONT");
      Await.until("worker 1 serves again", () -> Client.ask(port).worker() == 1);
    }
  }
}
