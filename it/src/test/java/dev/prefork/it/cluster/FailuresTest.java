package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.FailingCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of processes whose code fails. */
class FailuresTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(String... more) {
    return Start.program(FailingCluster.class, more).argument("port=" + port).run();
  }

  @Test
  void anUncaughtExceptionOfThePrimaryEndsItAsItsHandlerDecidesAndTheWorkersWithIt() {
    try (RunningCluster cluster = cluster("workers=2", "primary=throw", "handler=42")) {
      assertThat(cluster.awaitExit()).isEqualTo(42);
      cluster.awaitLine("hook 1 has run");
      cluster.awaitLine("hook 2 has run");
      cluster.awaitNothingLeft(Duration.ZERO);
    }
  }

  @Test
  void aPrimaryWhoseMainMethodFailsServesOnAndItsExitCodeTellsOfIt() {
    try (RunningCluster cluster = cluster("workers=2", "primary=throw").awaitListening(1, 2)) {
      cluster.awaitLine(
          "Exception in thread \"main\" java.lang.IllegalStateException: as expected");
      assertThat(Client.askTimes(4, port)).extracting(Answer::worker).contains(1, 2);
      cluster.tell("disconnect all");
      assertThat(cluster.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  void anExceptionOfAWorkerThatCouldNotListenIsToldOnceAndTheWorkerEnds() {
    try (RunningCluster cluster = cluster("primary=take-port", "faults=taken-port")) {
      cluster.awaitLine("uncaught java.lang.IllegalStateException: as expected");
      cluster.awaitLine("exit 1 \\d+ [01]");
      assertThat(cluster.lines("uncaught")).hasSize(1);
      assertThat(cluster.lines("listening")).isEmpty();
    }
  }

  @Test
  void whatMeansNothingToAWorkerIsIgnored() {
    try (RunningCluster cluster = cluster("primary=send-frames").awaitListening(1)) {
      cluster.awaitLine("frames sent");
      cluster.tell("send 1 say still here");
      cluster.awaitLine("message 1 still here");
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      cluster.tell("send 1 disconnect");
      cluster.awaitLine("exit 1 \\d+ 0");
      assertThat(cluster.lines("failure")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGTERM", "SIGKILL"})
  void aWorkerThatLoopsForEverIsKilled(String signal) {
    try (RunningCluster cluster = cluster("faults=spin")) {
      cluster.awaitLine("spinning");
      cluster.tell("kill 1 " + signal);
      cluster.awaitLine("exit 1 \\d+ \\d+ \\(" + signal + "\\)");
    }
  }
}
