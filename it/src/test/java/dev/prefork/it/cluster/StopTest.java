package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is told to stop does so as its application expects, and cuts no request. */
@Tag("thorough")
class StopTest {
  /** Far less than the grace period, which is 30 seconds. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final String TERMINATED = "143 .*";

  private final int port = Client.freePort();

  private Start start(int workers, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=" + workers)
        .argument("port=" + port);
  }

  private RunningCluster cluster(String... more) {
    return start(2, more).run().ownListeners().awaitListening(1, 2);
  }

  private static void awaitState(RunningCluster cluster, String state) {
    Await.until(
        "state " + state,
        () -> {
          cluster.tell("state " + state.charAt(0));
          return cluster.awaitLine("state (.*)").group(1).equals(state);
        });
  }

  private static void assertWantedEnd(RunningCluster cluster, int worker, String code) {
    cluster.awaitLine("exit " + worker + " \\d+ " + code, SOON);
    awaitState(cluster, worker + " Exited dead voluntary");
  }

  /** Which worker has the only client that is answered later. */
  private static int awaitLater(RunningCluster cluster) {
    return Integer.parseInt(cluster.awaitLine("later (\\d+)").group(1));
  }

  @ParameterizedTest
  @CsvSource({"rr, stop ", "none, stop ", "kernel, stop ", "sticky, stop ", "rr, send "})
  void aRequestThatIsBeingExecutedIsAnsweredAfterTheHooksHaveRun(String policy, String how) {
    try (RunningCluster cluster = cluster("policy=" + policy);
        Client slow = Client.begin(port, "later")) {
      int worker = awaitLater(cluster);
      cluster.tell(how + " " + worker + " stop");
      cluster.awaitLine("hook " + worker + " has run");
      awaitState(cluster, worker + " Draining connected voluntary");
      assertThat(Client.askTimes(6, port)).extracting(Answer::worker).containsOnly(3 - worker);
      cluster.tell("send " + worker + " answer");
      assertThat(slow.answer().worker()).isEqualTo(worker);
      assertWantedEnd(cluster, worker, TERMINATED);
      assertThat(Client.ask(port).worker()).isEqualTo(3 - worker);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none", "kernel"})
  void aServerWithoutHooksAnswersWhatItIsExecuting(String policy) {
    String later = "GET /later HTTP/1.1\r\nHost: localhost\r\n\r";
    try (RunningCluster cluster = cluster("server=http", "policy=" + policy);
        Client slow = Client.begin(port, later)) {
      int worker = awaitLater(cluster);
      cluster.tell("stop " + worker);
      cluster.awaitLine("hook " + worker + " has run");
      assertThat(Client.get(port).worker()).isEqualTo(3 - worker);
      cluster.tell("send " + worker + " answer");
      assertThat(slow.readLine()).isEqualTo("HTTP/1.1 200 OK");
      assertWantedEnd(cluster, worker, TERMINATED);
    }
  }

  /** Whose answers are complete, and whose next request was not read by anybody. */
  @Test
  void aClientThatKeepsAskingIsCutOffBetweenTwoRequests() {
    try (RunningCluster cluster =
            start(2, "server=http", "grace=3000")
                .variable("PREFORK_MOVE_CONNECTIONS", "off")
                .run()
                .awaitListening(1, 2);
        Client client = Client.connect(port)) {
      assertThat(asksAgain(client)).isTrue();
      cluster.tell("stop 1");
      cluster.awaitLine("hook 1 has run");
      long limit = System.nanoTime() + SOON.toNanos();
      int answers = 0;
      while (asksAgain(client)) {
        answers++;
        assertThat(System.nanoTime()).as("the client asks for ever").isLessThan(limit);
      }
      assertThat(answers).isPositive();
      assertWantedEnd(cluster, 1, TERMINATED);
    }
  }

  /** Returns false if the connection has ended without the first byte of an answer. */
  private static boolean asksAgain(Client client) {
    try {
      if (client.say("GET /again HTTP/1.1\r\nHost: localhost\r\n\r").readLine() == null) {
        return false;
      }
    } catch (UncheckedIOException e) {
      return false;
    }
    while (!client.readLine().isEmpty()) {
      // one header after the other
    }
    assertThat(client.readLine()).endsWith(" 0 web");
    return true;
  }

  /** A JVM that SIGTERM would end at once. */
  @Test
  void aJvmWithoutSignalHandlersAnswersWhatItIsExecutingToo() {
    try (RunningCluster cluster = start(1).option("-Xrs").run().awaitListening(1);
        Client slow = Client.begin(port, "later")) {
      int worker = awaitLater(cluster);
      cluster.tell("stop " + worker);
      cluster.awaitLine("hook 1 has run");
      cluster.tell("send 1 answer");
      assertThat(slow.answer().worker()).isEqualTo(1);
      cluster.awaitLine("exit 1 \\d+ " + TERMINATED, SOON);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", ""})
  void connectionsThatWaitForTheirClientAreNotWaitedFor(String greeting) {
    try (RunningCluster cluster = start(1, "stay").run().awaitListening(1);
        Client idle = Client.connect(port)) {
      if (!greeting.isEmpty()) {
        assertThat(idle.say(greeting).readLine()).startsWith("holding 1 ");
      }
      Await.untilEqual("connections handed out", 1, () -> Proc.accepted(port));
      cluster.tell("stop 1");
      cluster.awaitLine("stopped 1", SOON);
      assertWantedEnd(cluster, 1, TERMINATED);
      assertThat(idle.isEnded()).isTrue();
    }
  }

  @Test
  void theGracePeriodEndsWhatDoesNotEndByItself() {
    try (RunningCluster cluster = cluster("grace=500");
        Client endless = Client.begin(port, "later")) {
      int worker = awaitLater(cluster);
      cluster.tell("stop " + worker);
      assertWantedEnd(cluster, worker, TERMINATED);
      assertThat(endless.isEnded()).isTrue();
    }
  }

  @Test
  void whatItHasNotAcceptedIsServedByAnother() {
    try (RunningCluster cluster = cluster()) {
      Client.awaitTurnOfTheFirst(port);
      Proc.stop(cluster.pid(1));
      try (Client one = Client.begin(port, "who");
          Client two = Client.begin(port, "who")) {
        cluster.tell("stop 1");
        assertThat(one.answer().worker()).isEqualTo(2);
        assertThat(two.answer().worker()).isEqualTo(2);
      }
      assertThat(cluster.lines("hook 1")).isEmpty();
      Proc.signal(cluster.pid(1), "CONT");
      assertWantedEnd(cluster, 1, TERMINATED);
    }
  }

  @Test
  void aWorkerThatCannotHearItIsKilledAndItsEndWasWanted() {
    try (RunningCluster cluster = cluster()) {
      Proc.stop(cluster.pid(1));
      cluster.tell("stop 1");
      awaitState(cluster, "1 Draining connected voluntary");
      cluster.tell("kill 1 SIGKILL");
      assertWantedEnd(cluster, 1, "137 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "online"})
  void aWorkerStopsBeforeItListens(String event) {
    try (RunningCluster cluster = start(2, "stay").run()) {
      for (int worker = 1; worker <= 2; worker++) {
        cluster.awaitLine(event + " " + worker + " .*");
        cluster.tell("stop " + worker);
        assertWantedEnd(cluster, worker, "(0|143 .*)"); // the latter if it has begun to accept
      }
    }
  }

  @Test
  void itIsStoppedTwiceAndAfterADisconnect() {
    try (RunningCluster cluster = cluster();
        Client idle = Client.begin(port, "hold")) {
      assertThat(idle.readLine()).startsWith("holding 1 ");
      cluster.tell("disconnect 1");
      awaitState(cluster, "1 Draining connected voluntary");
      cluster.tell("stop 1");
      cluster.tell("stop 1");
      cluster.awaitLine("disconnected 1", SOON);
      assertWantedEnd(cluster, 1, TERMINATED);
      assertThat(cluster.lines("hook 1 has run")).hasSize(1);
    }
  }

  @Test
  void aProgramThatIsEndingAlreadyEndsInItsOwnWay() {
    try (RunningCluster cluster = cluster("slow")) {
      cluster.tell("send 1 exit 5");
      cluster.awaitLine("later 1");
      cluster.tell("stop 1");
      awaitState(cluster, "1 Draining connected voluntary");
      cluster.tell("send 1 answer");
      assertWantedEnd(cluster, 1, "5.*");
    }
  }
}
