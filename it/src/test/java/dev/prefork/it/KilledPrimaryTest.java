package dev.prefork.it;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SteeredCluster;
import dev.prefork.it.programs.StubbornCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing survives a primary that was killed. */
class KilledPrimaryTest {
  private static final Duration PROMISE = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "least", "sticky", "kernel"})
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
  void aWorkerWhoseJarWasReplacedMeanwhileEndsToo(@TempDir Path folder) throws IOException {
    Path jar = Files.copy(Start.PREFORK, folder.resolve("prefork.jar"));
    String port = "port=" + Client.freePort();
    try (RunningCluster cluster =
        Start.java(
                "-cp",
                jar + ":" + Start.PROGRAMS,
                SteeredCluster.class.getName(),
                "workers=1",
                port)
            .run()) {
      cluster.awaitLine("bound 1 .*");
      Files.write(jar, new byte[1000]); // in place: what is not loaded yet cannot be any more
      Path socket = cluster.socket();
      cluster.killPrimary();
      Await.until("the worker has ended", PROMISE, () -> cluster.processes().isEmpty());
      if (Files.deleteIfExists(socket)) { // what does so may be what cannot be loaded
        Files.delete(socket.getParent());
      }
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
