package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A UDP port is one socket, which all workers have, whatever the policy. */
class DatagramTest {
  private final int port = Client.freePort();

  private static RunningCluster cluster(int workers) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "server=none", "persistent", "workers=" + workers)
            .run();
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitLine("online " + worker + " .*");
    }
    return cluster;
  }

  private static void listen(RunningCluster cluster, int worker, String place) {
    cluster.tell("send " + worker + " listen " + place);
    cluster.awaitLine("bound " + worker + " " + place + " .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none"})
  void everyWorkerCanReceiveFromIt(String policy) {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=udp:" + port)
            .variable("PREFORK_SCHED_POLICY", policy)
            .run()
            .awaitListening(1, 2)) {
      assertThat(cluster.lines("listening")).allMatch(line -> line.endsWith(" " + port + " UDP"));
      assertThat(Proc.datagramSockets(port)).hasSize(1);
      int first = Client.askByDatagram(port, "who").worker();
      Proc.stop(cluster.pid(first));
      assertThat(Client.askByDatagram(port, "and now").worker()).isEqualTo(3 - first);
    }
  }

  @Test
  void itIsOpenUntilTheLastWorkerHasClosedIt() {
    String place = "udp:" + port;
    try (RunningCluster cluster = cluster(2)) {
      listen(cluster, 1, place);
      listen(cluster, 2, place);
      cluster.tell("send 1 close " + place);
      cluster.awaitLine("closed 1 .*");
      assertThat(Client.askByDatagram(port, "who").worker()).isEqualTo(2);
      listen(cluster, 1, place);
      cluster.tell("send 2 close " + place);
      cluster.awaitLine("closed 2 .*");
      assertThat(Client.askByDatagram(port, "who").worker()).isEqualTo(1);
      cluster.tell("send 1 close " + place);
      Await.until("the port is closed", () -> Proc.datagramSockets(port).isEmpty());
    }
  }

  @Test
  void aKilledWorkersReplacementReceivesFromIt() {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "refork", "port=udp:" + port)
            .run()
            .awaitListening(1)) {
      List<String> before = Proc.datagramSockets(port);
      Proc.signal(cluster.pid(1), "KILL");
      cluster.awaitListening(2);
      assertThat(Proc.datagramSockets(port)).isEqualTo(before);
      assertThat(Client.askByDatagram(port, "who").worker()).isEqualTo(2);
    }
  }

  @Test
  void aPortThatIsTakenIsABindException() throws IOException {
    try (DatagramSocket _ = new DatagramSocket(port);
        RunningCluster cluster = cluster(1)) {
      cluster.tell("send 1 listen udp:" + port);
      cluster.awaitLine("unbound 1 java.net.BindException: Address already in use.*");
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void portZeroIsEachWorkersOwn() {
    try (RunningCluster cluster = cluster(2)) {
      cluster.tell("send 1 listen udp:0");
      String first = cluster.awaitLine("bound 1 udp:0 .*:(\\d+)").group(1);
      cluster.tell("send 2 listen udp:0");
      String second = cluster.awaitLine("bound 2 udp:0 .*:(\\d+)").group(1);
      assertThat(second).isNotEqualTo(first);
      assertThat(Client.askByDatagram(Integer.parseInt(first), "who").worker()).isEqualTo(1);
      assertThat(Client.askByDatagram(Integer.parseInt(second), "who").worker()).isEqualTo(2);
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void withReusePortEachWorkerHasASocketOfItsOwn() {
    try (RunningCluster cluster = cluster(2)) {
      listen(cluster, 1, "reuseudp:" + port);
      listen(cluster, 2, "reuseudp:" + port);
      assertThat(Proc.datagramSockets(port)).hasSize(2);
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void aLeavingWorkerReceivesNoMore() {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=udp:" + port)
            .run()
            .awaitListening(1, 2)) {
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 .* 0");
      for (int i = 0; i < 5; i++) {
        assertThat(Client.askByDatagram(port, "who").worker()).isEqualTo(2);
      }
    }
  }
}
