package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SteeredCluster;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections come and go, descriptors do not stay. */
class DescriptorLeakTest {
  private static final int THREADS = 4;
  private static final int CONNECTIONS = 10_000;

  private final int port = Client.freePort();

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none"})
  void tenThousandConnectionsLeaveNoDescriptorBehind(String policy) throws Exception {
    try (RunningCluster cluster =
        Start.program(SteeredCluster.class, "workers=2", "port=" + port)
            .variable("PREFORK_SCHED_POLICY", policy)
            .run()
            .awaitListening(1, 2)) {
      ask(100); // whatever is opened once is open now
      Await.untilEqual("connections", 0, () -> Proc.established(port));
      List<Integer> before = descriptors(cluster);
      ask(CONNECTIONS);
      Await.untilEqual("open descriptors", before, () -> descriptors(cluster));
    }
  }

  private static List<Integer> descriptors(RunningCluster cluster) {
    return LongStream.of(cluster.pid(), cluster.pid(1), cluster.pid(2))
        .mapToObj(Proc::descriptors)
        .toList();
  }

  private void ask(int times) throws InterruptedException, ExecutionException {
    try (ExecutorService clients = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all =
          IntStream.range(0, THREADS)
              .<Future<?>>mapToObj(_ -> clients.submit(() -> askInTurn(times / THREADS)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private void askInTurn(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(Client.ask(port).question()).isEqualTo("who");
    }
  }
}
