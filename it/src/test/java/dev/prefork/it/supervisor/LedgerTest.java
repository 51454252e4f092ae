package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The ledger counts every connection of a worker that ends in order, also the last ones. */
class LedgerTest {
  private static final int REQUESTS = 20;

  private final int port = Client.freePort();

  private void askAll() {
    assertThat(Client.askTimes(REQUESTS, port)).hasSize(REQUESTS);
  }

  @RepeatedTest(2)
  void whatWorkersAcceptedJustBeforeTheyStopIsCounted() {
    try (RunningCluster cluster = Supervised.cluster(port, "workers=2")) {
      Supervised.awaitServing(cluster, 1, 2);
      askAll();
      cluster.tell("stop");
      cluster.awaitLine("over succeeded .*");
      cluster.awaitLine(
          "over ledger accepted="
              + REQUESTS
              + " redispatched=\\d+ moved=0 drained=0 forced=0 lost=0");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void soIsWhatTheyAcceptedJustBeforeAReload() {
    try (RunningCluster cluster = Supervised.cluster(port, "workers=2")) {
      Supervised.awaitServing(cluster, 1, 2);
      cluster.tell("reload");
      askAll();
      cluster.awaitLine("reload succeeded .*");
      askAll();
      cluster.tell("stop");
      cluster.awaitLine("over succeeded .*");
      cluster.awaitLine(
          "over ledger accepted="
              + 2 * REQUESTS
              + " redispatched=\\d+ moved=0 drained=0 forced=0 lost=0");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void connectionsThatAreOpenWhenAWorkerIsToldToStopAreDrained() {
    try (RunningCluster cluster = Supervised.cluster(port, "workers=2")) {
      Supervised.awaitServing(cluster, 1, 2);
      List<Long> workers = List.of(cluster.pid(1), cluster.pid(2));
      List<Client> open = Client.beginTimes(4, port, "later");
      open.forEach(_ -> cluster.awaitLine("later \\d"));
      cluster.tell("stop");
      Await.until(
          "both wait for what they have",
          () -> workers.stream().allMatch(pid -> Proc.hasThread(pid, "prefork-request")));
      cluster.tell("send answer");
      open.forEach(client -> assertThat(client.answer().question()).isEqualTo("later"));
      cluster.awaitLine("over succeeded .*");
      cluster.awaitLine(
          "over ledger accepted=4 redispatched=\\d+ moved=0 drained=4 forced=0 lost=0");
      assertThat(cluster.awaitExit()).isZero();
      open.forEach(Client::close);
    }
  }
}
