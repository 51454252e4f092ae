package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A supervisor's workers have their debug and JMX ports by their slots. */
@Tag("thorough")
class PortsBySlotTest {
  private static final int WORKERS = 2;
  private static final int RELOADS = 10;
  private static final String JMX = "-Dcom.sun.management.jmxremote.";

  private final int port = Client.freePort();
  private final int base = Client.freePort();

  private int jmxPort(RunningCluster cluster, int worker) {
    cluster.awaitLine("state " + worker + " SERVING", Duration.ofMinutes(2));
    List<Integer> ports = new ArrayList<>();
    for (String word : Proc.commandLine(cluster.pid(worker))) {
      if (word.startsWith(JMX + "port=")) {
        ports.add(Integer.valueOf(word.substring((JMX + "port=").length())));
      }
    }
    assertThat(ports).hasSize(1);
    return ports.getFirst() - base;
  }

  @Test
  void theyStayWithinTwoForASlotHoweverOftenWorkersAreReplaced() {
    String options =
        "options=%sport=%d,%sauthenticate=false,%sssl=false".formatted(JMX, base, JMX, JMX);
    try (RunningCluster cluster = Supervised.cluster(port, "workers=" + WORKERS, options)) {
      assertThat(List.of(jmxPort(cluster, 1), jmxPort(cluster, 2))).containsExactly(1, 2);
      Set<Integer> used = new TreeSet<>();
      int worker = WORKERS;
      for (int reload = 0; reload < RELOADS; reload++) {
        cluster.tell("reload");
        for (int slot = 1; slot <= WORKERS; slot++) {
          used.add(jmxPort(cluster, ++worker));
        }
        cluster.awaitLine("reload succeeded .*", Duration.ofMinutes(2));
      }
      assertThat(used).containsExactly(1, 2, 3, 4);
      Supervised.end(cluster);
    }
  }
}
