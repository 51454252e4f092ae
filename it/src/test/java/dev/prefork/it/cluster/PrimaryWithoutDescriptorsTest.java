package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors run out in the primary. */
class PrimaryWithoutDescriptorsTest {
  private static final int CLIENTS = 30;

  private final int port = Client.freePort();

  private RunningCluster cluster(int limit) {
    return Start.program(ScriptedCluster.class, "workers=2", "port=" + port)
        .behind("bash", "-c", "ulimit -n " + limit + "; exec \"$@\"", "bash")
        .run()
        .awaitListening(1, 2);
  }

  @Test
  void connectionsWaitWhileThePrimaryHasNoneLeft() throws InterruptedException {
    try (RunningCluster cluster = cluster(128)) {
      Client.askTimes(2, port).forEach(answer -> {});
      cluster.tell("fill");
      cluster.awaitLine("filled .*");
      long before = Proc.processorTime(cluster.pid());
      List<Client> clients = Client.beginTimes(CLIENTS, port);
      cluster.awaitLine(".*connections to .* wait: .*Too many open files.*");
      Thread.sleep(2000); // not to wait for something, but to see that nothing much happens
      assertThat(Proc.accepted(port)).isZero();
      assertThat(Proc.processorTime(cluster.pid()) - before).isLessThan(50);
      assertThat(cluster.lines()).filteredOn(line -> line.contains("wait:")).hasSize(1);

      cluster.tell("free");
      assertThat(clients).extracting(Client::answer).hasSize(CLIENTS);
      clients.forEach(Client::close);
    }
  }
}
