package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.model.HealthReport;
import dev.prefork.model.MoveReport;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker tells how it is as long as its JVM can. */
class HealthReportTest {
  private static final String ANSWER =
      "health 1 HealthReport\\[heap=(.*), heapAfterGc=(.*), openConnections=(.*),"
          + " acceptedConnections=(.*), drainedConnections=(.*), moves=.*,"
          + " deadlockedThreads=(.*), virtualThreadDelayMillis=(.*), gcShare=(.*)]";

  private final int port = Client.freePort();

  private Start start(String... arguments) {
    return Start.program(ScriptedCluster.class, arguments).argument("workers=1");
  }

  private static HealthReport ask(RunningCluster cluster) {
    cluster.tell("health 1");
    MatchResult answer = cluster.awaitLine(ANSWER);
    return new HealthReport(
        Long.parseLong(answer.group(1)),
        Long.parseLong(answer.group(2)),
        Long.parseLong(answer.group(3)),
        Long.parseLong(answer.group(4)),
        Long.parseLong(answer.group(5)),
        MoveReport.NONE,
        Integer.parseInt(answer.group(6)),
        Long.parseLong(answer.group(7)),
        Double.parseDouble(answer.group(8)));
  }

  private static void await(String what, RunningCluster cluster, Predicate<HealthReport> wanted) {
    Await.until(what, () -> wanted.test(ask(cluster)));
  }

  @Test
  void aWorkerThatIsWellSaysSo() {
    try (RunningCluster cluster = start("server=none").run()) {
      HealthReport health = ask(cluster);
      assertThat(health.heap()).isBetween(100_000L, 64L << 20);
      assertThat(health.heapAfterGc()).isBetween(0L, 64L << 20);
      assertThat(health.deadlockedThreads()).isZero();
      assertThat(health.gcShare()).isBetween(0.0, 1.0);
      await("no delay", cluster, later -> later.virtualThreadDelayMillis() < 100);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rr, ''",
    "none, ''",
    "kernel, ''",
    "least, ''",
    "rr, socket:",
    "none, async:",
    "kernel, socket:"
  })
  void itsConnectionsAreCountedWhateverThePolicyAndTheApi(String policy, String api) {
    try (RunningCluster cluster =
        start("policy=" + policy, "port=" + api + port).run().ownListeners().awaitListening(1)) {
      List<Client> clients = List.of(Client.begin(port, "hold"), Client.begin(port, "hold"));
      clients.forEach(client -> assertThat(client.readLine()).startsWith("holding 1"));
      Client.ask(port);
      await("two are open", cluster, health -> health.openConnections() == 2);
      assertThat(ask(cluster).acceptedConnections()).isEqualTo(3);
      clients.forEach(Client::close);
      await("none is open", cluster, health -> health.openConnections() == 0);
      assertThat(ask(cluster).acceptedConnections()).isEqualTo(3);
    }
  }

  @Test
  void deadlockedThreadsAreCounted() {
    try (RunningCluster cluster = start("server=none").run()) {
      cluster.tell("send 1 hang deadlocked");
      await("two wait for each other", cluster, health -> health.deadlockedThreads() == 2);
    }
  }

  @Test
  void aNewVirtualThreadIsSeenToWaitWhenAllCarriersAreHeldUp() {
    try (RunningCluster cluster =
        start("server=none")
            .option("-Djdk.virtualThreadScheduler.parallelism=1")
            .option("-Djdk.virtualThreadScheduler.maxPoolSize=1")
            .run()) {
      cluster.tell("send 1 hang pinned");
      cluster.awaitLine("pinned");
      await("it waits", cluster, health -> health.virtualThreadDelayMillis() > 1000);
    }
  }

  @Test
  void itAnswersWhileAListenerDoesNotReturn() {
    try (RunningCluster cluster = start("server=none").run()) {
      cluster.tell("send 1 wait");
      cluster.awaitLine("later 1");
      assertThat(ask(cluster).heap()).isPositive();
    }
  }

  @Test
  void whatHangsDoesNotAnswerBeforeItGoesOn() {
    try (RunningCluster cluster = start("server=none").run()) {
      ask(cluster);
      Proc.stop(cluster.pid(1));
      cluster.tell("health 1");
      cluster.tell("health 1");
      cluster.tell("state 1");
      cluster.awaitLine("state 1 .*");
      assertThat(cluster.lines("health")).hasSize(1);
      Proc.signal(cluster.pid(1), "CONT");
      cluster.awaitLine(ANSWER);
      cluster.awaitLine(ANSWER);
    }
  }

  @Test
  void nobodyWaitsForTheAnswerOfOneWhoHasGone() {
    try (RunningCluster cluster = start("server=none", "stay").run()) {
      ask(cluster);
      Proc.stop(cluster.pid(1));
      cluster.tell("health 1");
      cluster.tell("kill 1 SIGKILL");
      cluster.awaitLine("unanswered 1 .*channel of worker 1 is closed");
      cluster.tell("health 1");
      cluster.awaitLine("unanswered 1 .*channel of worker 1 is closed");
    }
  }

  @Test
  void aJvmWithoutManagementAnswersWhatItKnows() {
    try (RunningCluster cluster =
        start("server=none").option("--limit-modules", "java.base,java.logging").run()) {
      HealthReport health = ask(cluster);
      assertThat(health.heap()).isPositive();
      assertThat(health.heapAfterGc()).isEqualTo(-1);
      assertThat(health.deadlockedThreads()).isEqualTo(-1);
      assertThat(health.gcShare()).isEqualTo(-1);
    }
  }
}
