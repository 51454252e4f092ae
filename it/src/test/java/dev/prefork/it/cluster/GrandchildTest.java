package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ChildProcessCluster;
import org.junit.jupiter.api.Test;

/** Who is not a child of the primary is no worker, whatever it knows. */
class GrandchildTest {
  private final int port = Client.freePort();

  @Test
  void whatAWorkerStartsIsNoWorkerAndDoesItNoHarm() {
    try (RunningCluster cluster = Start.program(ChildProcessCluster.class, "port=" + port).run()) {
      cluster.awaitListening(1);
      cluster.awaitLine("child primary=true worker=null");
      cluster.awaitLine("child ended 0");

      String copy = cluster.awaitLine("copy started (\\d+)").group(1);
      String worker = Long.toString(cluster.pid(1));
      cluster.awaitLine(
          ".*process %s sent the token of worker 1, which is process %s".formatted(copy, worker));
      cluster.awaitLine("copy ended \\d+");

      assertThat(cluster.lines()).doesNotContain("copy serves");
      assertThat(Client.ask(port).pid()).isEqualTo(cluster.pid(1));
      assertThat(cluster.lines("disconnect")).isEmpty();
    }
  }
}
