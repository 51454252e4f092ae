package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ClosedPortsCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When it is told that the last worker has left, its ports are closed and its paths are gone. */
class ClosedPortsTest {
  private static final int ROUNDS = 5;
  private static final String NOTHING = "tcp=false udp=false path=false";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel", "least"})
  void nothingIsLeftAtTheExitNorWhenTheClusterIsDisconnected(String policy) {
    try (RunningCluster cluster =
        Start.program(ClosedPortsCluster.class)
            .argument("policy=" + policy)
            .argument("rounds=" + ROUNDS)
            .argument("port=" + Client.freePort())
            .argument("path=" + directory.resolve("s"))
            .run()) {
      for (int round = 1; round <= ROUNDS; round++) {
        cluster.awaitLine("round " + round + " .*");
      }
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("round")).allMatch(line -> line.endsWith(NOTHING)).hasSize(ROUNDS);
      assertThat(cluster.lines("exit")).allMatch(line -> line.endsWith(NOTHING)).isNotEmpty();
    }
  }
}
