package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A supervisor that is killed in the midst of whatever it does leaves nothing: no process, no
 * directory, no socket that listens; and the next one serves at once.
 */
@Tag("thorough")
class SupervisorKilledTest {
  /** On a busy machine; an idle one needs a tenth. */
  private static final Duration PROMISE = Duration.ofSeconds(10);

  private final int port = Client.freePort();

  /** What it does: an order or none, and the lines that tell how far it has come. */
  enum Step {
    BOOT_BEGUN("", "fork 1 .*"),
    BOOT_HALF_DONE("", "state \\d SERVING"),
    RELOAD_BEGUN("reload", "fork 3 .*"),
    RELOAD_WARMING_UP("reload", "state 3 SERVING"),
    RELOAD_DRAINING("reload", "state [12] DRAINING"),
    RELOAD_HALF_DONE("reload", "exit [12] .*"),
    SCALE_UP_BEGUN("scale 3", "fork 3 .*"),
    SCALE_UP_LISTENING("scale 3", "state 3 SERVING"),
    SCALE_DOWN_DRAINING("scale 1", "state 2 DRAINING"),
    SCALE_DOWN_DONE("scale 1", "exit 2 .*"),
    STOP_DRAINING("stop", "state [12] DRAINING");

    private final String order;
    private final String reached;

    Step(String order, String reached) {
      this.order = order;
      this.reached = reached;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingOfItIsLeftAndTheNextServesAtOnce(Step step) {
    try (RunningCluster cluster = Supervised.cluster(port, "workers=2", "warmUp=500")) {
      if (!step.order.isEmpty()) {
        Supervised.awaitServing(cluster, 1, 2);
        cluster.tell(step.order);
      }
      List<Client> kept = step.name().contains("DRAINING") ? keepConnections() : List.of();
      cluster.awaitLine(step.reached);
      if (step == Step.STOP_DRAINING) {
        cluster.directoryMayStay();
      }
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
      assertThat(Proc.listens(port)).isFalse();
      kept.forEach(Client::close);
    }
    serveAgain();
  }

  /** One to each worker, which has something to drain then. */
  private List<Client> keepConnections() {
    return List.of(Client.connect(port), Client.connect(port));
  }

  private void serveAgain() {
    try (RunningCluster next = Supervised.cluster(port, "workers=1")) {
      Supervised.awaitServing(next, 1);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }
}
