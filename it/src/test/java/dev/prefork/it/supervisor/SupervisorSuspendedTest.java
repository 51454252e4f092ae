package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A supervisor that stands still for a while: nobody is blamed for what was not answered then. */
@Tag("thorough")
class SupervisorSuspendedTest {
  /** More than a worker may be without an answer before it is killed, as these tests have it. */
  private static final int STILL_MILLIS = 4000;

  private final int port = Client.freePort();

  private RunningCluster cluster() {
    RunningCluster cluster = Supervised.cluster(port, "workers=2", "hopeless=2000");
    Supervised.awaitServing(cluster, 1, 2);
    Client.askTimes(4, port).forEach(answer -> {});
    return cluster;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionsWaitAndAreServedWhenItGoesOn(boolean asked) throws InterruptedException {
    try (RunningCluster cluster = cluster()) {
      Proc.stop(cluster.pid());
      List<Client> waiting = asked ? Client.beginTimes(20, port) : List.of();
      Thread.sleep(STILL_MILLIS); // it is the time that must do no harm
      Proc.signal(cluster.pid(), "CONT");
      assertThat(waiting).extracting(Client::answer).hasSize(waiting.size());
      waiting.forEach(Client::close);

      Thread.sleep(STILL_MILLIS / 2); // health is asked for several times in this
      cluster.tell("status");
      cluster.awaitLine("status RUNNING g1 wanted=2 restarts=0.*");
      assertThat(cluster.lines("exit")).isEmpty();
      assertThat(cluster.lines("state ")).noneMatch(line -> line.contains("UNHEALTHY"));
      Supervised.end(cluster);
    }
  }
}
