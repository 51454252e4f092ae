package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.model.SchedulingPolicy;
import java.net.DatagramSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A {@link DatagramSocket} shares its port as a {@code DatagramChannel} does. */
class DatagramSocketTest {
  private final int port = Client.freePort();
  private final String place = "datagram:" + port;

  private RunningCluster cluster(SchedulingPolicy policy) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "persistent", "port=" + place)
            .variable("PREFORK_SCHED_POLICY", policy.shortName())
            .run()
            .awaitListening(1, 2);
    cluster.awaitLine("bound 1 .*");
    cluster.awaitLine("bound 2 .*");
    return cluster;
  }

  @ParameterizedTest
  @EnumSource
  void whenTheWorkerThatAnswersIsKilledTheOtherAnswers(SchedulingPolicy policy) {
    try (RunningCluster cluster = cluster(policy)) {
      assertThat(Proc.datagramSockets(port)).hasSize(1);
      int first = Client.askByDatagram(port, "who").worker();
      Proc.signal(cluster.pid(first), "KILL");
      cluster.awaitLine("exit " + first + " .*");
      assertThat(Client.askByDatagram(port, "and now").worker()).isEqualTo(3 - first);
    }
  }

  @Test
  void closingItInOneWorkerLeavesItToTheOther() {
    try (RunningCluster cluster = cluster(SchedulingPolicy.ROUND_ROBIN)) {
      for (int closing = 1; closing <= 2; closing++) {
        cluster.tell("send " + closing + " close " + place);
        cluster.awaitLine("ended " + closing + " .*: Socket closed");
        assertThat(Client.askByDatagram(port, "who").worker()).isEqualTo(3 - closing);
        cluster.tell("send " + closing + " listen " + place);
        cluster.awaitLine("bound " + closing + " .*");
      }
      cluster.tell("send 1 close " + place);
      cluster.tell("send 2 close " + place);
      Await.until("the port is closed", () -> Proc.datagramSockets(port).isEmpty());
    }
  }

  @Test
  void onPortZeroItIsEachWorkersOwn() {
    try (RunningCluster cluster = cluster(SchedulingPolicy.ROUND_ROBIN)) {
      for (int worker = 1; worker <= 2; worker++) {
        cluster.tell("send " + worker + " listen datagram:0");
        int own =
            Integer.parseInt(
                cluster.awaitLine("bound " + worker + " datagram:0 .*:(\\d+)").group(1));
        assertThat(Client.askByDatagram(own, "who").worker()).isEqualTo(worker);
      }
    }
  }
}
