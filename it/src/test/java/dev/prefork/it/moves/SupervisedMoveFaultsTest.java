package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a supervisor does when a reload meets a fault while connections move. */
@Tag("thorough")
class SupervisedMoveFaultsTest {
  private static final int CLIENTS = 12;
  private static final int SOME = 100;

  private final int port = Client.freePort();

  @Test
  void anOldWorkerThatHangsIsKilledAndTheConnectionsThatHaveMovedAreServedOn() {
    try (RunningCluster cluster = HttpClusters.supervised(port, 1, 20, "drain=2000");
        NumberedRequests requests = NumberedRequests.begin(CLIENTS, port)) {
      long old = cluster.pid(1);
      cluster.tell("reload");
      requests.awaitMove();
      Proc.stop(old);
      cluster.awaitLine("reload succeeded .*");
      requests.awaitAllServedBy(List.of(cluster.pid(2)));
      requests.awaitAnswers(SOME);
      assertThat(requests.end().values()).as("%s", requests.failures()).isSubsetOf(old);
      NumberedRequests.assertServedOnce(cluster);
      Supervised.end(cluster);
    }
  }
}
