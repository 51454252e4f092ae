package dev.prefork.it.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under NONE the kernel chooses. */
class NoPolicyTest {
  private static final int CLIENTS = 200;

  private final int port = Client.freePort();

  private Start program(String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=3")
        .argument("port=" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PREFORK_SCHED_POLICY", "NODE_CLUSTER_SCHED_POLICY"})
  void theEnvironmentChoosesIt(String variable) {
    assertAllServed(program().variable(variable, "none"));
  }

  @Test
  void theSettingsChooseIt() {
    assertAllServed(program("policy=none"));
  }

  @Test
  void theJdksHttpServerServesUnderIt() {
    try (RunningCluster cluster =
        program("policy=none", "server=http").run().awaitListening(1, 2, 3)) {
      for (int i = 0; i < 20; i++) {
        assertThat(cluster.pid(Client.get(port).worker())).isPositive();
      }
    }
  }

  private void assertAllServed(Start start) {
    try (RunningCluster cluster = start.run().awaitListening(1, 2, 3)) {
      List<Client> clients = Client.beginTimes(CLIENTS, port);
      assertThat(clients)
          .extracting(Client::answer)
          .extracting(Answer::question)
          .doesNotHaveDuplicates()
          .hasSize(CLIENTS);
      clients.forEach(Client::close);
      assertAnyOfThemServes(cluster);
    }
  }

  /** The kernel has its favourites, so these are stopped until all have been favourite. */
  private void assertAnyOfThemServes(RunningCluster cluster) {
    Set<Integer> servers = new TreeSet<>();
    while (servers.size() < 3) {
      int worker = Client.ask(port).worker();
      assertThat(servers.add(worker)).isTrue();
      Proc.stop(cluster.pid(worker));
    }
  }

  @Test
  void aPolicyThatDoesNotExistIsSaidSo() {
    try (RunningCluster cluster = program().variable("PREFORK_SCHED_POLICY", "fastest").run()) {
      cluster.awaitLine(".*IllegalArgumentException: .*PREFORK_SCHED_POLICY 'fastest'.*rr, none.*");
      assertThat(cluster.awaitExit()).isEqualTo(1);
    }
  }
}
