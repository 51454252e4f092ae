package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.servers.Talk;
import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that has drained closes its server sockets, and its accept loops end. */
@Tag("thorough")
class DrainedServersTest {
  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final List<String> KINDS =
      List.of("channel", "socket", "checked", "thread", "async", "select");

  private static final String EVENTS =
      "(fork|online|listening|disconnect|disconnected|exit|ending|ended|loops) .*";

  private final int port = Client.freePort();
  private final int inheritedPort = Client.freePort();
  private final int serverPort = Client.freePort();
  @TempDir private Path directory;

  private RunningCluster cluster(String policy) {
    Start start =
        Start.program(ScriptedCluster.class, "worker=accept-loop", "workers=0", "stay")
            .argument("policy=" + policy)
            .argument("threadGrace=no-limit")
            .inheriting(inheritedPort);
    return TestedServer.NETTY_EPOLL
        .inWorkersOf(start, serverPort, Client.freePort())
        .run()
        .ownListeners()
        .ports(6);
  }

  private static void assertNaturalEnd(RunningCluster cluster, int worker) {
    cluster.awaitLine("ending " + worker + " closed");
    cluster.awaitLine("exit " + worker + " \\d+ 0", SOON);
  }

  private static void assertSilence(RunningCluster cluster) {
    assertThat(cluster.lines()).allMatch(line -> line.matches(EVENTS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel", "sticky", "least", "kernel-cpu"})
  void aWorkerWithNothingButAnAcceptLoopEndsByItself(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      KINDS.forEach(kind -> cluster.tell("fork LOOP=" + kind + ":" + port));
      cluster.tell("fork LOOP=unix:" + directory.resolve("s"));
      cluster.tell("fork LOOP=inherited:3");
      cluster.tell("fork LOOP=server:");
      cluster.tell("fork LOOP=reuse:" + Client.freePort());
      int workers = KINDS.size() + 4;
      cluster.awaitListening(IntStream.range(1, workers).toArray());
      cluster.awaitLine("loops " + workers); // of whose port the primary does not know
      assertThat(Client.askTimes(workers, port)).hasSize(workers);
      assertThat(Client.ask(inheritedPort).worker()).isEqualTo(KINDS.size() + 2);
      for (int worker = 1; worker <= workers; worker++) {
        cluster.tell("disconnect " + worker);
        assertNaturalEnd(cluster, worker);
      }
      assertSilence(cluster);
      assertThat(cluster.lines("ended")).hasSize(1);
    }
  }

  /** What the primary has accepted alone would go to another worker. */
  private static void awaitAccepted(RunningCluster cluster, int port) {
    long worker = cluster.pid(1);
    Await.untilEqual("connections that worker 1 has", 1, () -> Proc.accepted(worker, port).size());
  }

  @ParameterizedTest
  @CsvSource({
    "rr, thread, channel",
    "none, thread, channel",
    "kernel, thread, channel",
    "rr, inherited, inherited",
    "none, inherited, inherited",
    "kernel, inherited, inherited",
    "sticky, inherited, inherited"
  })
  void itsServerIsOpenUntilItsConnectionsHaveEnded(String policy, String kind, String next) {
    boolean inherited = kind.equals("inherited");
    int at = inherited ? inheritedPort : port;
    String place = ":" + (inherited ? 3 : port);
    try (RunningCluster cluster = cluster(policy)) {
      cluster.tell("fork LOOP=" + kind + place);
      cluster.awaitListening(1);
      try (Client slow = Client.connect(at)) {
        awaitAccepted(cluster, at);
        cluster.tell("disconnect 1");
        cluster.tell("fork LOOP=" + next + place);
        cluster.awaitListening(2);
        assertThat(Client.ask(at).worker()).isEqualTo(2);
        assertThat(cluster.lines("ending")).isEmpty();
        assertThat(slow.say("who").answer().worker()).isEqualTo(1);
      }
      assertNaturalEnd(cluster, 1);
      assertSilence(cluster);
    }
  }

  /** Elsewhere the primary keeps the port for as long as a worker drains. */
  @Test
  void aSharedPortThatOnlyADrainingWorkerHasIsClosedAndCanBeBoundAnew() {
    try (RunningCluster cluster = cluster("none")) {
      cluster.tell("fork LOOP=thread:" + port);
      cluster.awaitListening(1);
      try (Client slow = Client.connect(port)) {
        awaitAccepted(cluster, port);
        cluster.tell("disconnect 1");
        Await.until("nobody listens", () -> !Proc.listens(port));
        cluster.tell("fork LOOP=channel:" + port);
        cluster.awaitListening(2);
        assertThat(Client.askTimes(8, port).map(Answer::worker)).containsOnly(2);
        assertThat(cluster.lines("ending")).isEmpty();
        assertThat(slow.say("who").answer().worker()).isEqualTo(1);
      }
      assertNaturalEnd(cluster, 1);
      assertSilence(cluster);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerOfNettysEpollToo(SchedulingPolicy policy) throws IOException {
    try (RunningCluster cluster = cluster(policy.shortName())) {
      cluster.tell("fork LOOP=server:");
      cluster.awaitListening(1, 1); // for TLS too
      try (Talk slow = TestedServer.NETTY_EPOLL.begin(serverPort)) {
        assertThat(slow.who().pid()).isEqualTo(cluster.pid(1));
        cluster.tell("disconnect 1");
        cluster.tell("fork LOOP=server:");
        cluster.awaitListening(2, 2);
        try (Talk next = TestedServer.NETTY_EPOLL.begin(serverPort)) {
          assertThat(next.who().pid()).isEqualTo(cluster.pid(2));
        }
        assertThat(cluster.lines("ending")).isEmpty();
        assertThat(slow.who().pid()).isEqualTo(cluster.pid(1));
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
