package dev.prefork.it.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that come one by one go round. */
class RotationTest {
  private final int port = Client.freePort();

  @ParameterizedTest
  @ValueSource(strings = {"http", "plain"})
  void fourWorkersAnswerInTurn(String server) {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=4", "port=" + port, "server=" + server)
            .run()
            .awaitListening(1, 2, 3, 4)) {
      List<Integer> _ =
          workers(server, 8); // each gets ready; one that is slow in that is passed over
      List<Integer> round = workers(server, 4);
      assertThat(round).containsExactlyInAnyOrder(1, 2, 3, 4);
      assertThat(workers(server, 4)).isEqualTo(round);
      assertThat(workers(server, 4)).isEqualTo(round);
      assertThat(ask(server).pid()).isEqualTo(cluster.pid(round.getFirst()));
    }
  }

  private List<Integer> workers(String server, int count) {
    return IntStream.range(0, count).mapToObj(_ -> ask(server).worker()).toList();
  }

  private Answer ask(String server) {
    return server.equals("http") ? Client.get(port) : Client.ask(port);
  }
}
