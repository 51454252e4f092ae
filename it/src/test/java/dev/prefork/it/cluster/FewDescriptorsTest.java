package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors run out, in the primary and in a worker. */
class FewDescriptorsTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(int limit) {
    return Start.program(ScriptedCluster.class, "workers=2", "port=" + port)
        .behind("bash", "-c", "ulimit -n " + limit + "; exec \"$@\"", "bash")
        .run()
        .awaitListening(1, 2);
  }

  @Test
  void manyConnectionsUnderALowLimitAreAllServed() {
    try (RunningCluster _ = cluster(60)) {
      List<Client> clients = Client.beginTimes(200, port);
      assertThat(clients).extracting(Client::answer).hasSize(200);
      clients.forEach(Client::close);
    }
  }

  @Test
  void aWorkerThatHasNoneLeftIsPassedOverUntilItHasAgain() {
    try (RunningCluster cluster = cluster(128)) {
      Client.askTimes(2, port).forEach(answer -> {});
      cluster.tell("send 1 fill");
      cluster.awaitLine("filled 1 .*");
      assertThat(Client.askTimes(20, port)).extracting(Answer::worker).containsOnly(2);
      cluster.tell("send 1 free");
      cluster.awaitLine("freed 1 .*");
      Await.until("worker 1 serves again", () -> Client.ask(port).worker() == 1);
      assertThat(cluster.lines("unaccepted")).isEmpty();
    }
  }
}
