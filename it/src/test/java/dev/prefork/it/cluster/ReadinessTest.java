package dev.prefork.it.cluster;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static dev.prefork.it.harness.Supervised.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker gets no connections before it is ready, and is replaced when it exceeds a limit. */
@Tag("thorough")
class ReadinessTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(String... arguments) {
    return Supervised.cluster(port, arguments);
  }

  @Test
  void aWorkerIsReadyWhenItSaysSo() {
    try (RunningCluster cluster = cluster("workers=1", "ready=says")) {
      cluster.awaitListening(1);
      cluster.tell("status");
      cluster.awaitLine("worker 1 slot=1 g1 STARTING .*");
      try (Client waiting = Client.begin(port, "who")) {
        cluster.tell("reload");
        cluster.tell("tell 1 ready");
        assertThat(waiting.answer().worker()).isEqualTo(1);
      }
      cluster.awaitListening(2);
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      cluster.tell("tell 2 ready");
      cluster.awaitLine("reload succeeded .*");
      assertThat(Client.ask(port).worker()).isEqualTo(2);
      end(cluster);
    }
  }

  @Test
  void aNewVersionThatFailsItsProbeLeavesTheOldOneServing() {
    try (RunningCluster cluster = cluster("workers=1", "web", "ready=answers", "patience=15000")) {
      awaitServing(cluster, 1);
      assertThat(Client.get(port).worker()).isEqualTo(1);
      cluster.tell("reload unwell");
      cluster.awaitLine("reload failed g1: worker 2 .* 15 s.*/health.* HTTP/1.1 503 .*");
      assertThat(Client.get(port).worker()).isEqualTo(1);
      end(cluster);
    }
  }

  @Test
  void aWorkerThatHasAcceptedItsShareIsReplacedByOneThatServes() {
    try (RunningCluster cluster = cluster("workers=1", "connections=5")) {
      awaitServing(cluster, 1);
      assertThat(Client.askTimes(6, port)).extracting(Answer::worker).containsOnly(1);
      awaitServing(cluster, 2);
      cluster.awaitLine("state 1 DRAINING");
      cluster.awaitLine("exit 1 143 .*");
      assertThat(Client.ask(port).worker()).isEqualTo(2);
      end(cluster);
    }
  }

  @Test
  void theLedgerCountsWhatHadToBeCut() {
    try (RunningCluster cluster = cluster("workers=1", "drain=3000")) {
      awaitServing(cluster, 1);
      Client.ask(port);
      try (Client _ = Client.begin(port, "later")) {
        cluster.awaitLine("later 1");
        cluster.tell("reload");
        cluster.awaitLine("reload succeeded .*");
        cluster.awaitLine(
            "reload ledger accepted=\\d redispatched=0 moved=0 drained=0 forced=1 lost=0");
      }
      cluster.tell("stop");
      cluster.awaitLine("over ledger accepted=2 redispatched=0 moved=0 drained=0 forced=1 lost=0");
      assertThat(cluster.awaitExit()).isZero();
    }
  }
}
