package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What keeps a worker alive, and what does not. */
@Tag("thorough")
class LingeringTest {
  private ServerSocket peer;

  @BeforeEach
  void listen() throws IOException {
    peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
  }

  private static RunningCluster cluster(String... more) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, more)
            .argument("states")
            .argument("persistent")
            .argument("stay")
            .run();
    cluster.awaitLine("online 1 .*");
    return cluster;
  }

  private static RunningCluster idle(String... more) {
    return cluster(Stream.concat(Stream.of("server=none"), Stream.of(more)).toArray(String[]::new));
  }

  private static RunningCluster serving(int port) {
    return cluster("server=http", "port=" + port);
  }

  /** Returns when the worker has taken the order in. */
  private static void tellLast(RunningCluster cluster, String order) {
    cluster.tell("send 1 last " + order);
    cluster.tell("send 1 say understood");
    cluster.awaitLine("message 1 understood");
  }

  private Socket accept(RunningCluster cluster, String order) throws IOException {
    cluster.tell("send 1 " + order + " " + peer.getLocalPort());
    return peer.accept();
  }

  private static void awaitNaturalEnd(RunningCluster cluster) {
    cluster.awaitLine("exit 1 \\d+ 0");
    cluster.awaitLine("cluster Exit 1 \\w+ connected=false dead=true voluntary=false .*");
  }

  @Test
  void aThreadThatHoldsAConnectionKeepsADisconnectedWorkerAliveUntilThePeerEndsIt()
      throws IOException {
    try (RunningCluster cluster = idle("threadGrace=no-limit")) {
      try (Socket _ = accept(cluster, "hold")) {
        cluster.tell("disconnect 1");
        cluster.awaitLine("ending 1 connected=false dead=false voluntary=true");
        cluster.awaitLine("disconnected 1");
        assertThat(cluster.processes()).contains(cluster.pid(1));
      }
      cluster.awaitLine("released 1 -1");
      cluster.awaitLine("exit 1 \\d+ 0");
    }
  }

  @Test
  void withoutAGracePeriodADisconnectedWorkerEndsAtOnceWhateverItsThreadsDo() throws IOException {
    try (RunningCluster cluster = idle();
        Socket held = accept(cluster, "hold")) {
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 \\d+ 0");
      assertThat(held.getInputStream().read()).isEqualTo(-1);
      assertThat(cluster.lines("released")).isEmpty();
    }
  }

  @Test
  void theGracePeriodForThreadsEndsWhatDoesNotEndByItself() throws IOException {
    try (RunningCluster cluster = idle("threadGrace=200");
        Socket _ = accept(cluster, "hold")) {
      cluster.tell("disconnect 1");
      cluster.awaitLine("disconnect 1 .*");
      cluster.awaitLine("exit 1 \\d+ 0");
      assertThat(cluster.lines("released")).isEmpty();
    }
  }

  @Test
  void aDisconnectedWorkerThatKillsItselfWaitsForNoThread() throws IOException {
    try (RunningCluster cluster = idle("threadGrace=no-limit");
        Socket _ = accept(cluster, "hold")) {
      tellLast(cluster, "kill");
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 \\d+ 0");
      assertThat(cluster.lines("disconnect 1 ")).hasSize(1);
      assertThat(cluster.lines("exit 1 ")).hasSize(1);
    }
  }

  @Test
  void whatAWorkerStartsWhenItHasDisconnectedMayStillChooseItsExitCode() {
    try (RunningCluster cluster = idle("threadGrace=no-limit")) {
      tellLast(cluster, "exit 42");
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 \\d+ 42");
    }
  }

  @Test
  void aListenerThatBindsWhenItHasDisconnectedDoesNotKeepTheWorker() {
    try (RunningCluster cluster = idle()) {
      tellLast(cluster, "listen http:" + Client.freePort());
      cluster.tell("disconnect 1");
      cluster.awaitLine("ending 1 .*");
      cluster.awaitLine("exit 1 \\d+ 0", Duration.ofSeconds(15)); // the grace period is 30
    }
  }

  @Test
  void aWorkerThatLosesItsChannelByAccidentEndsAtOnce() throws IOException {
    try (RunningCluster cluster = idle("threadGrace=no-limit", "largest=1000");
        Socket _ = accept(cluster, "hold")) {
      cluster.tell("send 1 babble 2000");
      cluster.awaitLine("ending 1 connected=false dead=false voluntary=false");
      awaitNaturalEnd(cluster);
      assertThat(cluster.lines("released")).isEmpty();
    }
  }

  @Test
  void aServersThreadKeepsAnUnrefedWorkerAliveAndItEndsWithIt() {
    int port = Client.freePort();
    try (RunningCluster cluster = serving(port).awaitListening(1)) {
      cluster.tell("send 1 unref");
      assertThat(Client.get(port).worker()).isEqualTo(1);
      cluster.tell("send 1 say here");
      cluster.awaitLine("message 1 here");
      assertThat(Client.get(port).worker()).isEqualTo(1);
      cluster.tell("send 1 close http:" + port);
      awaitNaturalEnd(cluster);
    }
  }

  @Test
  void anUnrefedWorkerEndsWhoseServerHasADaemonsThread() {
    int port = Client.freePort();
    try (RunningCluster cluster = idle()) {
      cluster.tell("send 1 listen daemon:" + port);
      cluster.awaitListening(1);
      cluster.tell("send 1 unref");
      awaitNaturalEnd(cluster);
    }
  }

  @Test
  void anUnrefedWorkerThatIsRefedStaysWhateverEnds() {
    int port = Client.freePort();
    try (RunningCluster cluster = serving(port).awaitListening(1)) {
      for (String order :
          new String[] {"unref", "say one", "ref", "close http:" + port, "say two"}) {
        cluster.tell("send 1 " + order);
      }
      cluster.awaitLine("message 1 one");
      cluster.awaitLine("message 1 two");
      assertThat(cluster.processes()).contains(cluster.pid(1));
      cluster.tell("send 1 unref");
      awaitNaturalEnd(cluster);
    }
  }

  @Test
  void aListenerThatRunsIsNotCutShort() throws IOException {
    try (RunningCluster cluster = idle()) {
      try (Socket _ = accept(cluster, "unref-and-hold")) {
        assertThat(cluster.processes()).contains(cluster.pid(1));
      }
      cluster.awaitLine("released 1 -1");
      awaitNaturalEnd(cluster);
    }
  }
}
