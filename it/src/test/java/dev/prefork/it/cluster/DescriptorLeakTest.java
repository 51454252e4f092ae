package dev.prefork.it.cluster;

import static java.util.concurrent.CompletableFuture.runAsync;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections come and go, descriptors do not stay. */
@Tag("thorough")
class DescriptorLeakTest {
  private static final int THREADS = 4;
  private static final int CONNECTIONS = 10_000;

  private final int port = Client.freePort();
  private final Set<Integer> servers = new ConcurrentSkipListSet<>();

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "least"})
  void tenThousandConnectionsLeaveNoDescriptorBehind(String policy) {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + port)
            .variable("PREFORK_SCHED_POLICY", policy)
            .run()
            .awaitListening(1, 2)) {
      Await.until("both workers have opened what they open once", this::askUntilBothHaveServed);
      Await.untilEqual("connections", 0, () -> Proc.established(port));
      List<Integer> before = descriptors(cluster);
      ask(CONNECTIONS);
      Await.untilEqual("open descriptors", before, () -> descriptors(cluster));
    }
  }

  private boolean askUntilBothHaveServed() {
    ask(100);
    return servers.size() == 2;
  }

  private static List<Integer> descriptors(RunningCluster cluster) {
    return LongStream.of(cluster.pid(), cluster.pid(1), cluster.pid(2))
        .mapToObj(Proc::descriptors)
        .toList();
  }

  private void ask(int times) {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      CompletableFuture<?>[] clients =
          Stream.generate(() -> runAsync(() -> askInTurn(times / THREADS), threads))
              .limit(THREADS)
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(clients).join();
    }
  }

  private void askInTurn(int times) {
    Client.askTimes(times, port).forEach(answer -> servers.add(answer.worker()));
  }
}
