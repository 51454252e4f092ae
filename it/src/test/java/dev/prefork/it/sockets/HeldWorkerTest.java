package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is forked held listens, and gets no connections before it is admitted. */
@Tag("thorough")
class HeldWorkerTest {
  private final int port = Client.freePort();

  /** With room for a socket that the JDK keeps when the primary has closed its first channel. */
  private RunningCluster cluster(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("held")
        .argument("workers=" + workers)
        .argument("port=" + port)
        .run()
        .ports(2)
        .ownListeners();
  }

  private Answer ask(String server) {
    return server.equals("http") ? Client.get(port) : Client.ask(port);
  }

  @ParameterizedTest
  @CsvSource({
    "rr, plain",
    "sticky, plain",
    "least, plain",
    "none, plain",
    "kernel, plain",
    "none, http",
    "kernel, http"
  })
  void itGetsNothingBeforeItIsAdmitted(String policy, String server) {
    try (RunningCluster cluster =
        cluster(2, "policy=" + policy, "server=" + server).awaitListening(1, 2)) {
      cluster.tell("admit 1");
      cluster.awaitLine("admitted 1 true");
      IntStream.range(0, 10).forEach(_ -> assertThat(ask(server).worker()).isEqualTo(1));

      cluster.tell("admit 2");
      cluster.awaitLine("admitted 2 true");
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 .*");
      IntStream.range(0, 10).forEach(_ -> assertThat(ask(server).worker()).isEqualTo(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "none", "kernel"})
  void aClientWaitsForTheFirstWhoIsAdmitted(String policy) {
    try (RunningCluster cluster = cluster(2, "policy=" + policy).awaitListening(1, 2);
        Client waiting = Client.begin(port, "who")) {
      cluster.tell("state 2");
      cluster.awaitLine("state 2 Serving connected");
      cluster.tell("admit 2");
      assertThat(waiting.answer().worker()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void itMayBeAdmittedBeforeItListens(String policy) {
    try (RunningCluster cluster = cluster(1, "policy=" + policy)) {
      cluster.awaitLine("fork 1 .*");
      cluster.tell("admit 1");
      cluster.awaitListening(1);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aHeldWorkerIsLetGoAndLeavesNothing(String policy) {
    try (RunningCluster cluster = cluster(2, "policy=" + policy).awaitListening(1, 2)) {
      cluster.tell("disconnect 1");
      cluster.awaitLine("exit 1 \\d+ 0");
      cluster.tell("admit 1");
      cluster.awaitLine("admitted 1 false");
      cluster.tell("kill 2 SIGKILL");
      cluster.awaitLine("exit 2 .*");
    }
  }

  @Test
  void readyIsToldOnceAndAdmitsNobody() {
    try (RunningCluster cluster = cluster(2).awaitListening(1, 2)) {
      cluster.tell("send 1 ready");
      cluster.tell("send 1 ready");
      cluster.awaitLine("ready 1 .*");
      cluster.tell("admit 2");
      cluster.awaitLine("admitted 2 true");
      Client.askTimes(4, port).forEach(answer -> assertThat(answer.worker()).isEqualTo(2));
      assertThat(cluster.lines("ready 1")).hasSize(1);
    }
  }

  @Test
  void eachSideIsToldWhatIsTheOthers() {
    try (RunningCluster cluster = cluster(1).awaitListening(1)) {
      cluster.tell("ready");
      cluster.awaitLine("refused ready: .*IllegalStateException: .*primary.*");
      cluster.tell("send 1 suspend");
      cluster.awaitLine("refused 1 .*IllegalStateException: .*primary.*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky", "least", "kernel", "none"})
  void itAnswersAProbe(String policy) {
    try (RunningCluster cluster = cluster(2, "policy=" + policy).awaitListening(1, 2)) {
      for (int worker : new int[] {2, 1, 2}) {
        String answer = "probed %d: %d %d \\d+ who".formatted(worker, worker, cluster.pid(worker));
        Await.until(
            "worker " + worker + " answers",
            () -> {
              cluster.tell("probe " + worker + " " + port);
              return cluster.awaitLine("probed .*").group().matches(answer);
            });
      }
    }
  }

  @Test
  void noWorkerCanBeProbedOnAPortOnWhichItDoesNotListen() {
    try (RunningCluster cluster = cluster(1, "policy=none").awaitListening(1)) {
      cluster.tell("probe 1 1");
      cluster.awaitLine("unprobed 1 worker 1 does not listen on port 1");
    }
  }
}
