package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ports that are not treated as the others, said from outside of the program. */
class PortRulesTest {
  private final int port = Client.freePort();

  private Start program(int workers) {
    return Start.program(ScriptedCluster.class, "workers=" + workers, "port=" + port);
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
  void anExcludedPortIsTheWorkersOwn() {
    try (RunningCluster cluster =
        program(2).variable("PREFORK_PORTS", port + "=exclude").argument("persistent").run()) {
      cluster.awaitLine("unbound \\d java.net.BindException: Address already in use");
      cluster.awaitLine("bound \\d " + port + " .*");
      int owner = Client.ask(port).worker();
      assertThat(IntStream.range(0, 4).mapToObj(_ -> Client.ask(port)).map(Answer::worker))
          .containsOnly(owner);
      assertThat(cluster.lines("listening")).as("it is no concern of the cluster's").isEmpty();
    }
  }

  @Test
  void aLeavingWorkerDoesNotWaitForConnectionsOfAnExcludedPort() {
    try (RunningCluster cluster = program(1).variable("PREFORK_PORTS", "*=exclude").run()) {
      cluster.awaitLine("bound 1 .*");
      try (Client held = Client.connect(port)) {
        held.say("hold");
        assertThat(held.readLine()).startsWith("holding");
        cluster.tell("disconnect 1");
        cluster.awaitLine("exit 1 .* 0");
      }
    }
  }

  @Test
  void anExcludedPortCanBeWhatAnyPortMeans() {
    int other = Client.freePort();
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=0")
            .variable("PREFORK_PORTS", "0=exclude," + other + "=rr")
            .run()) {
      String pattern = "bound %d 0 .*:(\\d+)";
      String first = cluster.awaitLine(pattern.formatted(1)).group(1);
      String second = cluster.awaitLine(pattern.formatted(2)).group(1);
      assertThat(first).isNotEqualTo(second);
      assertThat(Client.ask(Integer.parseInt(first)).worker()).isEqualTo(1);
      assertThat(Client.ask(Integer.parseInt(second)).worker()).isEqualTo(2);
    }
  }

  @Test
  void aRuleThatIsWrongEndsTheProgramAtItsFirstForkWithTheReason() {
    try (RunningCluster cluster = program(1).variable("PREFORK_PORTS", "http=rr").run()) {
      cluster.awaitLine(".*IllegalArgumentException: PREFORK_PORTS: .*'http=rr'.*'http'.*");
      assertThat(cluster.awaitExit()).isEqualTo(1);
      assertThat(cluster.lines("fork")).isEmpty();
    }
  }
}
