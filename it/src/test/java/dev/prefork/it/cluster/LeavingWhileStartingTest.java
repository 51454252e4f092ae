package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker that is told to leave while it starts ends with code 0 and without a word, although its
 * program catches nothing.
 */
@Tag("thorough")
class LeavingWhileStartingTest {
  private static final int ROUNDS = 5;

  private static final List<String> SOME = List.of("http:", "socket:", "inherited:", "server:");

  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final String EVENTS =
      "(fork|online|listening|message|sent|disconnect|exit|disconnected|stopped|hook|closed|ended"
          + "|bound|at|workers) .*";

  private final int port = Client.freePort();
  @TempDir private Path directory;

  private RunningCluster cluster(String policy) {
    Start start =
        Start.program(
                ScriptedCluster.class, "worker=binding", "workers=0", "policy=" + policy, "stay")
            .inheriting(Client.freePort());
    return TestedServer.NETTY_EPOLL
        .inWorkersOf(start, port, Client.freePort())
        .run()
        .ownListeners()
        .ports(8);
  }

  private List<String> places() {
    return Stream.of(
            "",
            "socket:",
            "async:",
            "http:",
            "reuse:",
            "udp:",
            "datagram:",
            "unix:",
            "inherited:",
            "server:")
        .map(kind -> kind + where(kind))
        .toList();
  }

  private Object where(String kind) {
    return switch (kind) {
      case "unix:" -> directory.resolve("s");
      case "inherited:" -> 3;
      case "server:" -> "";
      default -> port;
    };
  }

  private static void fork(RunningCluster cluster, String how, String place) {
    cluster.tell("fork BIND=" + how + ":" + place);
  }

  private static void assertSilence(RunningCluster cluster) {
    assertThat(cluster.lines()).allMatch(line -> line.matches(EVENTS));
  }

  @ParameterizedTest
  @CsvSource({
    "rr, disconnect",
    "rr, stop",
    "none, disconnect",
    "none, stop",
    "kernel, disconnect",
    "kernel, stop",
    "sticky, disconnect",
    "least, stop",
    "kernel-cpu, disconnect"
  })
  void aWorkerThatBindsWhenItIsLeavingEndsInSilence(String policy, String order) {
    try (RunningCluster cluster = cluster(policy)) {
      places().forEach(place -> fork(cluster, "draining", place));
      for (int worker = 1; worker <= places().size(); worker++) {
        cluster.awaitLine("message " + worker + " starting");
        cluster.tell(order + " " + worker);
      }
      awaitEnds(cluster, places().size());
    }
  }

  private static void awaitEnds(RunningCluster cluster, int workers) {
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitLine("exit " + worker + " \\d+ 0", SOON);
      cluster.awaitLine("hook " + worker + " has run");
    }
    assertSilence(cluster);
    assertThat(cluster.lines("bound")).isEmpty();
    assertThat(cluster.lines("listening")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sticky, draining-virtual",
    "least, draining-virtual",
    "rr, draining-virtual",
    "none, draining-virtual",
    "kernel-cpu, draining-virtual",
    "rr, draining-itself",
    "none, draining-itself"
  })
  void onAVirtualThreadAndOfItsOwnWillToo(String policy, String how) {
    try (RunningCluster cluster = cluster(policy)) {
      List<String> places = List.of("" + port, "socket:" + port, "udp:" + port);
      places.forEach(place -> fork(cluster, how, place));
      for (int worker = 1; worker <= places.size(); worker++) {
        cluster.awaitLine("message " + worker + " starting");
        cluster.tell("disconnect " + worker);
      }
      awaitEnds(cluster, places.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aHookClosesWhatIsBeingBound(String policy) {
    try (RunningCluster cluster = cluster(policy)) {
      List<String> places = List.of("" + port, "socket:" + port, "udp:" + port, "datagram:" + port);
      places.forEach(place -> fork(cluster, "draining-closed", place));
      for (int worker = 1; worker <= places.size(); worker++) {
        cluster.awaitLine("message " + worker + " starting");
        cluster.tell("disconnect " + worker);
        cluster.awaitLine("closed " + worker + " while WAITING");
      }
      awaitEnds(cluster, places.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disconnect", "stop"})
  void aHookThatWaitsForTheThreadThatStartsDoesNotKeepTheWorker(String order) {
    try (RunningCluster cluster = cluster("rr")) {
      fork(cluster, "draining-joined", "socket:" + port);
      cluster.awaitLine("message 1 starting");
      cluster.tell(order + " 1");
      awaitEnds(cluster, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rr, fork, disconnect",
    "rr, online, disconnect",
    "rr, listening, disconnect",
    "none, fork, disconnect",
    "none, online, disconnect",
    "none, listening, disconnect",
    "kernel, online, disconnect",
    "kernel, listening, disconnect",
    "rr, fork, stop",
    "rr, online, stop",
    "rr, listening, stop",
    "none, fork, stop",
    "none, online, stop",
    "none, listening, stop",
    "kernel, online, stop",
    "kernel, listening, stop"
  })
  void whereverItIsToldItEndsInSilence(String policy, String event, String order) {
    try (RunningCluster cluster = cluster(policy)) {
      for (int worker = 1; worker <= ROUNDS; worker++) {
        String kind = SOME.get(worker % SOME.size());
        fork(cluster, "at-once", kind + where(kind));
        cluster.awaitLine(event + " " + worker + " .*");
        cluster.tell(order + " " + worker);
        // one that has begun to accept is stopped by SIGTERM
        cluster.awaitLine(
            "exit "
                + worker
                + " \\d+ "
                + (order.equals("stop") && !event.equals("fork") ? "(0|143 .*)" : "0"),
            SOON);
      }
      assertSilence(cluster);
    }
  }

  @Test
  void whereOthersListenToo() {
    try (RunningCluster cluster = cluster("rr")) {
      for (int worker = 1; worker <= ROUNDS; worker++) {
        fork(cluster, "at-once", "http:" + port);
        fork(cluster, "at-once", "http:" + port);
        cluster.awaitLine("online " + 2 * worker + " .*");
        cluster.tell("disconnect all");
        cluster.awaitLine("disconnected all", SOON);
        cluster.awaitLine("exit " + 2 * worker + " \\d+ 0");
        cluster.awaitLine("exit " + (2 * worker - 1) + " \\d+ 0");
      }
      assertSilence(cluster);
    }
  }
}
