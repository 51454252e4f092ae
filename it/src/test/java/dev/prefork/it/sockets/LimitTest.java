package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code maxConnections}: what a full worker does with one more. */
@Tag("thorough")
class LimitTest {
  private final int port = Client.freePort();
  private final List<Client> clients = new ArrayList<>();

  private RunningCluster cluster(int workers, int limit, String... more) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, more)
            .argument("port=" + port)
            .argument("workers=" + workers)
            .argument("limit=" + limit)
            .run()
            .ownListeners();
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitListening(worker);
    }
    return cluster;
  }

  @AfterEach
  void close() {
    clients.forEach(Client::close);
  }

  /** A connection that stays open; the worker that has it. */
  private int hold() {
    Client client = Client.begin(port, "hold");
    clients.add(client);
    return Integer.parseInt(client.readLine().split(" ", -1)[1]);
  }

  private Client waiting() {
    Client client = Client.begin(port, "who");
    clients.add(client);
    return client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "none", "kernel"})
  void aFullWorkersConnectionGoesToAnother(String policy) {
    try (RunningCluster _ = cluster(2, 2, "policy=" + policy)) {
      List<Integer> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        workers.add(hold());
      }
      assertThat(workers).containsExactlyInAnyOrder(1, 1, 2, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "none", "kernel"})
  void aWorkerWithRoomGetsWhatTheOthersCannotTake(String policy) {
    try (RunningCluster _ = cluster(2, 1, "policy=" + policy)) {
      int first = hold();
      assertThat(hold()).isEqualTo(3 - first);
      assertThat(clients.getFirst().say("done").answer().worker()).isEqualTo(first);
      assertThat(hold()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "none", "kernel"})
  void whileAllAreFullConnectionsWaitAndNothingGoesRound(String policy) {
    try (RunningCluster cluster = cluster(2, 1, "policy=" + policy)) {
      hold();
      hold();
      Client waiting = waiting();
      Client next = waiting();
      long before = time(cluster);
      Await.until("both have arrived", () -> Proc.established(port) == 4);
      long start = System.nanoTime();
      Await.until("a second has passed", () -> System.nanoTime() - start > 1_000_000_000L);
      assertThat(time(cluster) - before).as("hundredths of a second of work").isLessThan(30);
      clients.getFirst().say("done");
      assertThat(waiting.answer().question()).isEqualTo("who");
      assertThat(next.answer().question()).isEqualTo("who");
    }
  }

  private static long time(RunningCluster cluster) {
    return cluster.processes().stream().mapToLong(Proc::processorTime).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aLimitOfZeroTakesNothing(String policy) {
    try (RunningCluster cluster = cluster(1, 0, "policy=" + policy)) {
      Client waiting = waiting();
      cluster.tell("fork");
      cluster.awaitListening(2);
      cluster.tell("disconnect all");
      assertThat(waiting.isEnded()).isTrue();
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "least", "none", "kernel"})
  void withDropTheExcessIsClosedAndTheWorkerIsTold(String policy) {
    try (RunningCluster cluster = cluster(1, 1, "drop", "policy=" + policy)) {
      hold();
      assertThat(waiting().isEnded()).isTrue();
      cluster.awaitLine("drop 1 /127.0.0.1:\\d+");
      clients.getFirst().say("done");
      assertThat(clients.getFirst().answer().worker()).isEqualTo(1);
      Await.until("there is room again", () -> Proc.accepted(port) == 0);
      assertThat(hold()).isEqualTo(1);
    }
  }

  @Test
  void withDropAndALimitOfZeroEverythingIsClosed() {
    try (RunningCluster cluster = cluster(2, 0, "drop")) {
      assertThat(waiting().isEnded()).isTrue();
      assertThat(waiting().isEnded()).isTrue();
      cluster.awaitLine("drop 1 .*");
      cluster.awaitLine("drop 2 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "socket:", "async:"})
  void underNoneAServerOfAnyKindLeavesToOthersWhatItHasNoRoomFor(String kind) {
    assertLeft("none", kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "socket:", "async:"})
  void underKernelAServerOfAnyKindLeavesToOthersWhatItHasNoRoomFor(String kind) {
    assertLeft("kernel", kind);
  }

  private void assertLeft(String policy, String kind) {
    try (RunningCluster _ =
        Start.program(ScriptedCluster.class, "policy=" + policy, "port=" + kind + port)
            .argument("workers=3")
            .argument("limit=2")
            .run()
            .ownListeners()
            .awaitListening(1, 2, 3)) {
      List<Integer> workers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        workers.add(hold());
      }
      assertThat(workers).containsExactlyInAnyOrder(1, 1, 2, 2, 3, 3);
      Client waiting = waiting();
      assertThat(clients.getFirst().say("done").answer().worker()).isEqualTo(workers.getFirst());
      assertThat(waiting.answer().worker()).isEqualTo(workers.getFirst());
    }
  }

  /** Nobody else can accept from it. */
  @Test
  void onASocketOfTheWorkersOwnTheExcessIsClosed() {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "port=reuse:" + port, "limit=1")
            .run()
            .ownListeners()) {
      cluster.awaitLine("bound 1 .*");
      hold();
      assertThat(waiting().isEnded()).isTrue();
      cluster.awaitLine("drop 1 .*");
    }
  }
}
