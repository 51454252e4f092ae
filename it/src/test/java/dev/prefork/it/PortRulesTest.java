package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SteeredCluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ports that are not treated as the others, said from outside of the program. */
class PortRulesTest {
  private final int port = Client.freePort();

  private Start program(int workers) {
    return Start.program(SteeredCluster.class, "workers=" + workers, "port=" + port);
  }

  @Test
  void aPortHasAPolicyOfItsOwnByTheEnvironment() {
    assertThatConnectionsGoRound(
        program(3)
            .variable("PREFORK_SCHED_POLICY", "none")
            .variable("PREFORK_PORTS", "1=none," + port + "=rr"));
  }

  @Test
  void aPortHasAPolicyOfItsOwnByASystemProperty() {
    assertThatConnectionsGoRound(
        program(3)
            .option("-Dprefork.schedulingPolicy=none", "-Dprefork.ports=" + port + "=rr")
            .variable("PREFORK_PORTS", port + "=none"));
  }

  private void assertThatConnectionsGoRound(Start start) {
    try (RunningCluster _ = start.run().awaitListening(1, 2, 3)) {
      assertThat(IntStream.range(0, 12).mapToObj(_ -> Client.ask(port)).map(Answer::worker))
          .containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3);
    }
  }

  @Test
  void aRuleThatIsWrongEndsTheProgramAtItsFirstForkWithTheReason() {
    try (RunningCluster cluster = program(1).variable("PREFORK_PORTS", "http=rr").run()) {
      cluster.awaitLine(
          ".*IllegalArgumentException: PREFORK_PORTS has a wrong rule: 'http=rr': 'http' is no"
              + " port: give a number .*");
      assertThat(cluster.awaitExit()).isEqualTo(1);
      assertThat(cluster.lines("fork")).isEmpty();
    }
  }
}
