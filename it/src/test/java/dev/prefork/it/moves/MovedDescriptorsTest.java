package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that move leave no descriptors behind. */
@Tag("thorough")
class MovedDescriptorsTest {
  private static final int RELOADS = 10;
  private static final int CLIENTS = 8;

  private final int port = Client.freePort();

  @Test
  void afterTenReloadsPrimaryAndWorkerHaveAsManyDescriptorsAsBefore() {
    try (RunningCluster cluster = HttpClusters.supervised(port, 1, 5);
        NumberedRequests requests = NumberedRequests.begin(CLIENTS, port)) {
      int primary = Proc.descriptors(cluster.pid());
      int worker = Proc.descriptors(cluster.pid(1));
      for (int i = 2; i <= 1 + RELOADS; i++) {
        cluster.tell("reload");
        cluster.awaitLine("reload succeeded .*");
        requests.awaitAllServedBy(List.of(cluster.pid(i)));
      }
      Await.untilEqual("primary", primary, () -> Proc.descriptors(cluster.pid()));
      Await.untilEqual("worker", worker, () -> Proc.descriptors(cluster.pid(1 + RELOADS)));

      assertThat(requests.end()).as("%s", requests.failures()).isEmpty();
      NumberedRequests.assertServedOnce(cluster);
      Supervised.end(cluster);
      cluster.awaitLine("over ledger .* moved=" + RELOADS * CLIENTS + " .* forced=0 lost=0");
    }
  }
}
