package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.LoopingCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that has drained closes its server sockets, and its accept loops end. */
class DrainedServersTest {
  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final List<String> KINDS =
      List.of("channel", "socket", "polite", "thread", "async", "select");

  private static final String EVENTS =
      "(fork|online|listening|disconnect|disconnected|exit|ending|ended|loops) .*";

  private final int port = Client.freePort();
  @TempDir private Path directory;

  private static RunningCluster cluster(String policy) {
    return Start.program(LoopingCluster.class)
        .argument("workers=0")
        .argument("policy=" + policy)
        .argument("stay")
        .run()
        .ownListeners()
        .ports(3);
  }

  private static void assertNaturalEnd(RunningCluster cluster, int worker) {
    cluster.awaitLine("ending " + worker + " closed");
    cluster.awaitLine("exit " + worker + " \\d+ 0", SOON);
  }

  private static void assertSilence(RunningCluster cluster) {
    assertThat(cluster.lines()).allMatch(line -> line.matches(EVENTS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aWorkerWithNothingButAnAcceptLoopEndsByItself(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      KINDS.forEach(kind -> cluster.tell("fork LOOP=" + kind + ":" + port));
      cluster.tell("fork LOOP=unix:" + directory.resolve("s"));
      cluster.tell("fork LOOP=reuse:" + Client.freePort());
      int workers = KINDS.size() + 2;
      cluster.awaitListening(IntStream.range(1, workers).toArray());
      cluster.awaitLine("loops " + workers); // of whose port the primary does not know
      assertThat(Client.askTimes(workers, port)).hasSize(workers);
      for (int worker = 1; worker <= workers; worker++) {
        cluster.tell("disconnect " + worker);
        assertNaturalEnd(cluster, worker);
      }
      assertSilence(cluster);
      assertThat(cluster.lines("ended")).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void itsServerIsOpenUntilItsConnectionsHaveEnded(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      cluster.tell("fork LOOP=thread:" + port);
      cluster.awaitListening(1);
      try (Client slow = Client.connect(port)) {
        Await.untilEqual("connections accepted", 1, () -> Proc.accepted(port));
        cluster.tell("disconnect 1");
        cluster.tell("fork LOOP=channel:" + port);
        cluster.awaitListening(2);
        assertThat(Client.ask(port).worker()).isEqualTo(2);
        assertThat(cluster.lines("ending")).isEmpty();
        assertThat(slow.say("who").answer().worker()).isEqualTo(1);
      }
      assertNaturalEnd(cluster, 1);
      assertSilence(cluster);
    }
  }

  @Test
  void anEndThatIsNoAcceptLoopsIsTold() {
    try (RunningCluster cluster = cluster("rr")) {
      cluster.tell("fork LOOP=none:" + port);
      cluster.awaitLine("Exception in thread \"main\" .*no such kind");
      cluster.awaitLine("exit 1 \\d+ 1");
    }
  }
}
