package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bind is not interruptible, in a worker as elsewhere: the interrupt is still there after it. */
@Tag("thorough")
class InterruptedBindTest {
  private final int port = Client.freePort();
  private final int httpPort = Client.freePort();
  @TempDir private Path directory;

  private List<String> places() {
    return Stream.of("", "socket:", "async:", "http:", "unix:", "udp:", "datagram:", "inherited:")
        .map(kind -> kind + where(kind))
        .toList();
  }

  private Object where(String kind) {
    return switch (kind) {
      case "unix:" -> directory.resolve("s");
      case "inherited:" -> 3;
      case "http:" -> httpPort; // it would not answer what others do
      default -> port;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "rr, interrupted",
    "none, interrupted",
    "kernel, interrupted",
    "rr, interrupted-virtual",
    "none, interrupted-virtual",
    "kernel, interrupted-virtual"
  })
  void aThreadThatIsInterruptedBindsAndStaysInterrupted(String policy, String how) {
    try (RunningCluster cluster =
        Start.program(
                ScriptedCluster.class, "worker=binding", "workers=0", "policy=" + policy, "stay")
            .inheriting(Client.freePort())
            .run()
            .ownListeners()
            .ports(5)) {
      places().forEach(place -> cluster.tell("fork BIND=" + how + ":" + place));
      for (int worker = 1; worker <= places().size(); worker++) {
        cluster.awaitLine("interrupted " + worker + " true");
        cluster.awaitLine("bound " + worker + " connected=true");
        cluster.awaitListening(worker);
      }
      assertThat(Client.ask(port).worker()).isPositive();
      cluster.tell("disconnect all");
      cluster.awaitLine("disconnected all");
      for (int worker = 1; worker <= places().size(); worker++) {
        cluster.awaitLine("exit " + worker + " \\d+ 0");
      }
    }
  }
}
