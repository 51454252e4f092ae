package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wakes its own thread by connecting to itself, as Tomcat does when it stops. */
@Tag("thorough")
class OwnCallsTest {
  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private final int port = Client.freePort();

  private RunningCluster cluster(String kind, String host, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("worker=self-connecting")
        .argument("kind=" + kind)
        .argument("host=" + host)
        .argument("port=" + port)
        .argument("stay")
        .run()
        .ownListeners();
  }

  private RunningCluster two(String kind, String host, String policy) {
    RunningCluster cluster = cluster(kind, host, "workers=2", "policy=" + policy);
    awaitAccepting(cluster, 1);
    awaitAccepting(cluster, 2);
    return cluster;
  }

  /** Before that it is a worker that starts, and ends in another way. */
  private static void awaitAccepting(RunningCluster cluster, int worker) {
    cluster.awaitLine("accepts " + worker);
  }

  private static void drain(RunningCluster cluster) {
    cluster.tell("disconnect 1");
    cluster.tell("fork");
    awaitAccepting(cluster, 2);
  }

  private static void assertStops(RunningCluster cluster, int worker) {
    cluster.tell("stop " + worker);
    cluster.awaitLine("returned " + worker, SOON);
    cluster.awaitLine("hook " + worker + " has run", SOON);
    cluster.awaitLine("exit " + worker + " \\d+ 143 .*", SOON);
    assertThat(cluster.lines("failed")).isEmpty();
  }

  private static void awaitEnded(RunningCluster cluster, int worker, int connections) {
    Await.untilEqual(
        "connections that ended", connections, () -> cluster.lines("ended " + worker).size());
  }

  @ParameterizedTest
  @CsvSource({
    "channel, any, rr",
    "channel, any, least",
    "channel, any, sticky",
    "channel, any, none",
    "channel, any, kernel",
    "channel, any, kernel-cpu",
    "channel, 127.0.0.1, none",
    "ipv4, any, rr",
    "ipv4, 127.0.0.2, kernel",
    "virtual, any, rr",
    "virtual, any, none",
    "virtual, any, kernel",
    "adaptor, any, rr",
    "timed, any, kernel",
    "socket, any, rr",
    "socket, any, none",
    "socket, 127.0.0.1, kernel"
  })
  void itsHookSeesItsThreadsEndWhenItsWorkerStops(String kind, String host, String policy) {
    try (RunningCluster cluster = two(kind, host, policy)) {
      assertStops(cluster, 1);
      assertStops(cluster, 2);
    }
  }

  @Test
  void theOtherWorkersServeOn() {
    try (RunningCluster cluster = two("channel", "any", "rr")) {
      assertStops(cluster, 1);
      assertThat(Client.askTimes(4, port)).allMatch(answer -> answer.worker() == 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aWorkerThatStaysSharesItsOwnCallsWithTheOthers(String policy) {
    try (RunningCluster cluster = two("channel", "any", policy)) {
      cluster.tell("send 1 ask 40");
      assertThat(cluster.awaitLine("asked 1 (.*)").group(1)).contains("2");
      assertThat(cluster.lines("ended")).isEmpty();
    }
  }

  /** Of a worker that has as many connections as it may have, and that drains for one of them. */
  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void whatTheThreadGetsIsNoneOfTheWorkersConnections(String policy) {
    try (RunningCluster cluster = cluster("channel", "any", "policy=" + policy, "limit=1")) {
      try (Client slow = slow(cluster)) {
        drain(cluster);
        cluster.tell("send 1 keep");
        call(cluster, 3);
        awaitEnded(cluster, 1, 3);
        assertStillServes(slow);
      }
      cluster.awaitLine("exit 1 \\d+ 0", SOON);
    }
  }

  private static void assertStillServes(Client client) {
    assertThat(client.say("hold").readLine()).startsWith("1 ");
  }

  private Client slow(RunningCluster cluster) {
    awaitAccepting(cluster, 1);
    Client slow = Client.connect(port);
    assertStillServes(slow); // else the worker has not taken it, and need not drain for it
    return slow;
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "virtual", "socket"})
  void noDescriptorIsLeft(String kind) {
    try (RunningCluster cluster = cluster(kind, "any");
        Client slow = slow(cluster)) {
      drain(cluster);
      call(cluster, 1);
      awaitEnded(cluster, 1, 1);
      int before = Proc.descriptors(cluster.pid(1));
      call(cluster, 100);
      awaitEnded(cluster, 1, 101);
      Await.untilEqual("descriptors", before, () -> Proc.descriptors(cluster.pid(1)));
      assertStillServes(slow);
    }
  }

  private static void call(RunningCluster cluster, int times) {
    cluster.tell("send 1 call " + times);
    cluster.awaitLine("called 1");
  }

  @Test
  void whoeverCallsSomebodyElseWakesNobody() throws IOException {
    InetAddress host = InetAddress.getByName("127.0.0.2");
    try (RunningCluster cluster = cluster("channel", "127.0.0.2");
        ServerSocket other = new ServerSocket(0, 50, host)) {
      awaitAccepting(cluster, 1);
      try (Client slow = Client.connect(new InetSocketAddress(host, port))) {
        assertStillServes(slow);
        drain(cluster);
        cluster.tell("send 1 elsewhere " + other.getLocalPort());
        cluster.awaitLine("called 1");
        call(cluster, 1);
        awaitEnded(cluster, 1, 1);
        assertStillServes(slow);
      }
      cluster.awaitLine("exit 1 \\d+ 0", SOON);
      assertThat(cluster.lines("ended 1")).hasSize(1);
    }
  }
}
