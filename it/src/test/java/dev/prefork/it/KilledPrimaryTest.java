package dev.prefork.it;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.StubbornCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing survives a primary that was killed. */
class KilledPrimaryTest {
  private static final Duration PROMISE = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "least"})
  void noWorkerIsLeftAfterTwoSecondsHoweverBusyItIs(String policy) {
    try (RunningCluster cluster =
        Start.program(StubbornCluster.class, Integer.toString(Client.freePort()))
            .variable("PREFORK_SCHED_POLICY", policy)
            .run()) {
      cluster.awaitLine("looping");
      cluster.awaitLine("deadlocked");
      cluster.awaitLine("hooked");
      cluster.awaitLine("throwing");
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
    }
  }

  @Test
  void aWorkerThatIsOnlyJustStartingEndsToo() {
    try (RunningCluster cluster =
        Start.program(StubbornCluster.class, Integer.toString(Client.freePort())).run()) {
      cluster.awaitLine("forked");
      cluster.killPrimary();
      cluster.awaitNothingLeft(PROMISE);
    }
  }
}
