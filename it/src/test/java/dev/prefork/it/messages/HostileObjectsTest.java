package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.hostile.Attack;
import dev.prefork.it.hostile.HostileCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hostile worker of a cluster whose messages are objects: the primary bears what it sends. */
@Tag("thorough")
class HostileObjectsTest {
  private final int port = Client.freePort();

  @ParameterizedTest
  @EnumSource(names = {"AN_ARRAY_OF_TWO_THOUSAND_MILLION", "A_BILLION_LAUGHS", "KEYS_THAT_COLLIDE"})
  void objectsThatCostMuchHoldUpNobodyElseAndTakeNoMemory(Attack attack)
      throws InterruptedException {
    try (RunningCluster cluster =
            Start.program(HostileCluster.class, "advanced", "port=" + port)
                .run()
                .awaitListening(1, 2);
        HostileWorkerTest.Requests requests = new HostileWorkerTest.Requests(port)) {
      cluster.tell("attack " + attack);
      cluster.awaitLine("attacking 3 .*");
      long pid = Long.parseLong(cluster.awaitLine("fork 3 (\\d+).*").group(1));
      cluster.awaitLine("failure 3 .*|message 3 .*|disconnect 3 .*");
      requests.awaitSome();
      assertThat(Proc.memory(cluster.pid(), "VmHWM")).isLessThan(HostileWorkerTest.MOST_MEMORY);
      Proc.signal(pid, "KILL");
      Await.until("worker 3 is gone", () -> !cluster.lines("exit 3 ").isEmpty());
      assertThat(cluster.lines("exit 1 ")).isEmpty();
      assertThat(cluster.lines("exit 2 ")).isEmpty();
    }
  }
}
