package dev.prefork.it.supervisor;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that hangs serves nobody, and nobody waits for it. */
class HungWorkerTest {
  /** One virtual thread that does not let go of its carrier holds up all others. */
  private static final String ONE_CARRIER =
      "-Djdk.virtualThreadScheduler.parallelism=1,-Djdk.virtualThreadScheduler.maxPoolSize=1";

  private final int port = Client.freePort();
  private RunningCluster cluster;

  @BeforeEach
  void start() {
    cluster = Supervised.cluster(port, "workers=2", "hopeless=6000", "options=" + ONE_CARRIER);
    awaitServing(cluster, 1, 2);
  }

  @AfterEach
  void end() {
    try (RunningCluster _ = cluster) {
      Supervised.end(cluster);
    }
  }

  private void awaitUnhealthy() {
    cluster.awaitLine("state 1 UNHEALTHY");
  }

  private String awaitThreads() throws IOException {
    cluster.awaitLine("exit 1 137 .*");
    String file = cluster.awaitLine("ended 1 .* (/.*)").group(1);
    return Files.readString(Path.of(file));
  }

  @Test
  void stoppedWorkerIsOutOfTheRotationAndIsReplacedWithItsThreadsOnFile() throws IOException {
    Proc.stop(cluster.pid(1));
    awaitUnhealthy();
    assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(2);
    assertThat(awaitThreads()).contains("\"channel-server\"");
    cluster.awaitLine("slot 3 1");
    awaitServing(cluster, 3);
  }

  @Test
  void stoppedWorkerThatGoesOnGetsConnectionsAgain() {
    Proc.stop(cluster.pid(1));
    awaitUnhealthy();
    Proc.signal(cluster.pid(1), "CONT");
    awaitServing(cluster, 1);
    Await.until("worker 1 answers again", () -> Client.ask(port).worker() == 1);
  }

  @Test
  void aDeadlockedWorkerIsReplaced() throws IOException {
    cluster.tell("tell 1 deadlocked");
    awaitUnhealthy();
    assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(2);
    assertThat(awaitThreads()).contains("\"locked-one\"", "\"locked-two\"");
    cluster.awaitLine("slot 3 1");
    awaitServing(cluster, 3);
  }

  @Test
  void aWorkerWhoseVirtualThreadsDoNotRunIsReplaced() throws IOException {
    cluster.tell("tell 1 pinned");
    awaitUnhealthy();
    assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(2);
    assertThat(awaitThreads()).contains("BlockedThreads$Pin");
    awaitServing(cluster, 3);
  }

  @Test
  void whatAStoppedWorkerHadNotAcceptedIsInTheLedgerAsServedOn() {
    Client.awaitTurnOfTheFirst(port);
    Proc.stop(cluster.pid(1));
    assertThat(Client.ask(port).worker()).isEqualTo(2);
    Proc.signal(cluster.pid(1), "CONT");
    cluster.tell("stop");
    cluster.awaitLine("over ledger accepted=\\d+ redispatched=1 .*");
  }
}
