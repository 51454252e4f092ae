package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several ports of a worker, of several kinds, opened and closed. */
@Tag("thorough")
class SocketKindsTest {
  private final int port = Client.freePort();
  private final int second = Client.freePort();

  private static RunningCluster cluster(int workers, String... more) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, more)
            .argument("server=none")
            .argument("persistent")
            .argument("workers=" + workers)
            .run()
            .ports(3);
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitLine("online " + worker + " .*");
    }
    return cluster;
  }

  private static String listen(RunningCluster cluster, int worker, Object place) {
    cluster.tell("send " + worker + " listen " + place);
    return cluster.awaitLine("bound " + worker + " " + place + " .*?(\\d+)").group(1);
  }

  private static List<Integer> workers(int times, int port) {
    return Client.askTimes(times, port).map(Answer::worker).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "none"})
  void aWorkerServesSeveralPorts(String policy) {
    try (RunningCluster cluster = cluster(2, "policy=" + policy)) {
      for (int worker : new int[] {1, 2}) {
        listen(cluster, worker, port);
        listen(cluster, worker, second);
      }
      for (int each : new int[] {port, second}) {
        assertThat(workers(4, each)).isSubsetOf(1, 2);
        if (policy.equals("round_robin")) {
          assertThat(workers(4, each)).containsExactly(1, 2, 1, 2);
        }
      }
      close(cluster, 2, second);
      close(cluster, 1, second);
      Await.until("the second port is closed", () -> !Proc.listens(second));
      assertThat(workers(2, port)).isSubsetOf(1, 2);
    }
  }

  private static void close(RunningCluster cluster, int worker, Object place) {
    cluster.tell("send " + worker + " close " + place);
    cluster.awaitLine("closed " + worker + " " + place);
  }

  @Test
  void theNthPortZeroIsTheSameInAllWorkers() {
    try (RunningCluster cluster = cluster(2)) {
      cluster.tell("send 1 listen 0");
      String first = cluster.awaitLine("bound 1 0 .*?(\\d+)").group(1);
      String third = listen(cluster, 1, "v4:0");
      assertThat(listen(cluster, 2, "0")).isEqualTo(first).isNotEqualTo(third);
      assertThat(listen(cluster, 2, "v4:0")).isEqualTo(third);
      assertThat(workers(2, Integer.parseInt(first))).containsExactly(1, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "none", "sticky", "least"})
  void aPortThatIsClosedCanBeListenedOnAgainAtOnce(String policy) {
    try (RunningCluster cluster = cluster(1, "policy=" + policy)) {
      listen(cluster, 1, port);
      for (int i = 0; i < 10; i++) {
        cluster.tell("send 1 again " + port);
        cluster.awaitLine("bound 1 " + port + " .*");
        assertThat(Client.ask(port).worker()).isEqualTo(1);
      }
      assertThat(cluster.lines("unbound")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "none", "sticky", "least"})
  void aPortThatTheSystemChoseCanBeListenedOnAgainByItsNumber(String policy) {
    try (RunningCluster cluster = cluster(1, "policy=" + policy)) {
      String chosen = listen(cluster, 1, "0");
      cluster.tell("send 1 again 0 " + chosen);
      cluster.awaitLine("bound 1 " + chosen + " .*");
      assertThat(Client.ask(Integer.parseInt(chosen)).worker()).isEqualTo(1);
    }
  }

  @Test
  void theSecondClusterOnAPortIsToldSo() {
    try (RunningCluster first = cluster(1);
        RunningCluster other = cluster(1)) {
      listen(first, 1, port);
      other.tell("send 1 listen " + port);
      other.awaitLine("unbound 1 java.net.BindException: Address already in use.*");
      assertThat(Client.ask(port).pid()).isEqualTo(first.pid(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "none"})
  void withReusePortTwoClustersServeOnePort(String policy) {
    try (RunningCluster first = cluster(2, "policy=" + policy);
        RunningCluster other = cluster(1, "policy=" + policy)) {
      listen(first, 1, "reuse:" + port);
      listen(first, 2, "reuse:" + port);
      listen(other, 1, "reuse:" + port);
      List<Long> wanted = List.of(first.pid(1), first.pid(2), other.pid(1));
      List<Long> seen = new ArrayList<>();
      Await.until(
          "all three have served",
          () -> {
            seen.add(Client.ask(port).pid());
            return seen.containsAll(wanted);
          });
      assertThat(first.lines("listening")).isEmpty();
    }
  }

  @Test
  void anExclusivePortIsTheWorkersOwn() {
    try (RunningCluster cluster = cluster(2)) {
      listen(cluster, 1, "exclusive:" + port);
      cluster.tell("send 2 listen exclusive:" + port);
      cluster.awaitLine("unbound 2 java.net.BindException: Address already in use.*");
      assertThat(workers(3, port)).containsOnly(1);
      assertThat(cluster.lines("listening")).isEmpty();
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 .* 0");
    }
  }

  @Test
  void ipv4AndIpv6AndBothAreServedByOneWorker() throws IOException {
    int third = Client.freePort();
    try (RunningCluster cluster = cluster(1)) {
      listen(cluster, 1, "v4:" + port);
      listen(cluster, 1, "v6:" + second);
      listen(cluster, 1, third);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      assertThat(ask(loopback6(second))).isEqualTo(1);
      assertThat(ask(loopback6(third))).isEqualTo(1);
      assertThat(Client.ask(third).worker()).isEqualTo(1);
      List<String> lines = cluster.lines("listening");
      assertThat(lines).hasSize(3);
    }
  }

  private static InetSocketAddress loopback6(int port) throws IOException {
    byte[] host = new byte[16];
    host[15] = 1;
    return new InetSocketAddress(InetAddress.getByAddress(host), port);
  }

  private static int ask(InetSocketAddress address) throws IOException {
    try (Client client = Client.connect(address).say("who")) {
      return client.answer().worker();
    }
  }

  @Test
  void noConnectionIsLostWhileAWorkerClosesItsServerAndOpensAnother() {
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        RunningCluster cluster = cluster(2)) {
      listen(cluster, 1, port);
      listen(cluster, 2, port);
      List<CompletableFuture<Integer>> clients =
          IntStream.range(0, 4)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> askUntil(enough), threads))
              .toList();
      for (int i = 0; i < 30; i++) {
        cluster.tell("send 1 again " + port);
        cluster.awaitLine("bound 1 " + port + " .*");
      }
      enough.set(true);
      assertThat(clients).extracting(CompletableFuture::join).allMatch(count -> count > 0);
    }
  }

  private int askUntil(AtomicBoolean enough) {
    int answers = 0;
    while (!enough.get()) {
      assertThat(Client.ask(port).worker()).isPositive();
      answers++;
    }
    return answers;
  }
}
