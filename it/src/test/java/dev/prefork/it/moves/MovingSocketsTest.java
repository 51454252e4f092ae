package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.model.SchedulingPolicy;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections move whichever of the JDK's sockets a server uses, and under every policy. */
class MovingSocketsTest {
  private static final List<String> KINDS =
      List.of("threads", "virtual-threads", "selector", "asynchronous");

  private static final int CLIENTS = 3;

  private final int port = Client.freePort();
  private final byte[] body = new byte[20_000];

  static Stream<Arguments> serversAndPolicies() {
    return KINDS.stream()
        .flatMap(kind -> policies(kind).map(policy -> Arguments.of(kind, policy.shortName())));
  }

  /** All, or round robin and one of the others: each kind has the next one. */
  private static Stream<SchedulingPolicy> policies(String kind) {
    SchedulingPolicy[] all = SchedulingPolicy.values();
    return System.getProperty("prefork.matrix", "whole").equals("whole")
        ? Stream.of(all)
        : Stream.of(all[0], all[1 + KINDS.indexOf(kind)]);
  }

  @ParameterizedTest
  @MethodSource("serversAndPolicies")
  void requestsOfAllKindsAreAnsweredByTheOldWorkerAndByTheNewOne(String kind, String policy) {
    new Random(1).nextBytes(body);
    try (RunningCluster cluster =
        HttpClusters.scripted(port, 2, "policy=" + policy, "kind=" + kind)) {
      int worker = firstClientsWorker(cluster);
      long old = cluster.pid(worker);
      List<KeptClient> clients = HttpClusters.connect(CLIENTS, port, pid -> pid == old);
      cluster.tell("stop " + worker);
      Await.until(
          "another worker answers all",
          () -> clients.stream().filter(client -> askInAllWays(client) == old).count() == 0);
      cluster.awaitLine("exit " + worker + " .*");
      assertThat(clients).allSatisfy(client -> assertThat(askInAllWays(client)).isNotEqualTo(old));
      clients.forEach(KeptClient::close);
    }
  }

  /** A policy may give all clients of an address to one worker. */
  private int firstClientsWorker(RunningCluster cluster) {
    try (KeptClient first = KeptClient.connect(port)) {
      return first.get() == cluster.pid(1) ? 1 : 2;
    }
  }

  private long askInAllWays(KeptClient client) {
    long _ = client.get();
    long _ = client.post(body);
    return client.postChunked(body);
  }
}
