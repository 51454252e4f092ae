package dev.prefork.it.supervisor;

import static dev.prefork.it.harness.Supervised.awaitServing;
import static dev.prefork.it.harness.Supervised.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A number of workers is kept alive. */
class SupervisorTest {
  private final int port = Client.freePort();

  private RunningCluster cluster(String... arguments) {
    return Supervised.cluster(port, arguments);
  }

  @Test
  void deadWorkerIsReplacedInItsPlace() {
    try (RunningCluster cluster = cluster("workers=2")) {
      awaitServing(cluster, 1, 2);
      cluster.awaitLine("slot 2 2");
      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("ended 2 .*137 .*");
      cluster.awaitLine("slot 3 2");
      awaitServing(cluster, 3);
      assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(1, 3);
      end(cluster);
    }
  }

  @Test
  void theSupervisorLeavesTheSettingsOfTheApplicationAlone() {
    try (RunningCluster cluster = cluster("workers=2")) {
      awaitServing(cluster, 1, 2);
      assertThat(cluster.lines("setup ")).as("one for each fork").hasSize(2);
      cluster.tell("settings");
      cluster.awaitLine("settings null");
      end(cluster);
    }
  }

  @Test
  void aProgramThatDoesNotComeUpIsGivenUp() {
    try (RunningCluster cluster = cluster("workers=1", "broken")) {
      cluster.awaitLine("over failed .*worker 3 .*status 9 .*");
      cluster.awaitLine("over last line: this version is broken");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("fork ")).hasSize(3);
    }
  }

  @Test
  void aMessageReachesAllWorkers() {
    try (RunningCluster cluster = cluster("workers=2")) {
      awaitServing(cluster, 1, 2);
      cluster.tell("send say");
      cluster.awaitLine("sent 2");
      cluster.awaitLine("said 1");
      cluster.awaitLine("said 2");
      cluster.tell("kill 7 SIGTERM");
      cluster.awaitLine("refused kill 7 .*there is no worker 7.*1, 2.*");
      end(cluster);
    }
  }

  @Test
  void theNumberOfWorkersIsChangedUpAndDown() {
    try (RunningCluster cluster = cluster("workers=1")) {
      awaitServing(cluster, 1);
      cluster.tell("scale 3");
      cluster.awaitLine("scale succeeded .*");
      assertThat(Client.askTimes(6, port)).extracting(Answer::worker).containsOnly(1, 2, 3);
      cluster.tell("scale 1");
      cluster.awaitLine("scale succeeded .*");
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      assertThat(cluster.processes()).hasSize(2);
      end(cluster);
    }
  }

  @Test
  void stoppingAtOnceWaitsForNobody() {
    try (RunningCluster cluster = cluster("workers=1")) {
      awaitServing(cluster, 1);
      try (Client client = Client.begin(port, "later")) {
        cluster.awaitLine("later 1");
        cluster.tell("stop");
        cluster.awaitLine("state 1 DRAINING");
        cluster.tell("halt");
        cluster.awaitLine("over succeeded .*");
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void aCrashLoopForksFewerThanTenTimesAndWhatServesIsKept() {
    try (RunningCluster cluster = cluster("workers=2", "only=2", "brief=50", "hasty")) {
      cluster.awaitLine("cluster BROKEN");
      assertThat(cluster.lines("fork ")).hasSizeLessThan(10);
      cluster.tell("status");
      cluster.awaitLine("status BROKEN g1 wanted=2 restarts=8 .*status 8.*");
      cluster.awaitLine("worker 1 slot=1 g1 SERVING rss=[1-9]\\d{7,} ");
      assertThat(Client.ask(port).worker()).isEqualTo(1);
      end(cluster);
    }
  }

  @Test
  void aWorkerThatIsNotReadyInTimeIsReplacedWithItsThreadsOnFile() throws IOException {
    try (RunningCluster cluster =
        cluster("workers=2", "only=2", "silent", "patience=6000", "hasty")) {
      awaitServing(cluster, 1);
      cluster.awaitLine("state 2 UNHEALTHY");
      cluster.awaitLine("exit 2 137 .*");
      String file = cluster.awaitLine("ended 2 .* 6 s.* (/.*)").group(1);
      assertThat(Files.readString(Path.of(file))).contains("\"prefork-");
      cluster.awaitLine("slot 3 2");
      cluster.tell("halt");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void whatDoesNotBecomeReadyInTimeAtItsFirstStartIsGivenUpWithWhatItDid() {
    try (RunningCluster cluster = cluster("workers=1", "silent", "patience=3000")) {
      cluster.awaitLine("over failed .*worker 1 .* 3 s.*");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("fork ")).hasSize(1);
    }
  }

  @Test
  void whatSignalsSayIsDone() {
    try (RunningCluster cluster = cluster("workers=1", "signals")) {
      awaitServing(cluster, 1);
      Proc.signal(cluster.pid(), "TTIN");
      cluster.awaitLine("note scaling done: .*");
      Proc.signal(cluster.pid(), "TTIN"); // not before: a kernel makes one of two that wait
      cluster.awaitLine("note scaling done: .*");
      Proc.signal(cluster.pid(), "TTOU");
      cluster.awaitLine("exit 3 .*");
      cluster.awaitLine("note scaling done: .*"); // a reload during a scaling is refused
      Proc.signal(cluster.pid(), "HUP");
      cluster.awaitLine("reload succeeded g2: .*");
      Proc.signal(cluster.pid(), "TERM");
      cluster.awaitLine("over succeeded .*");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void theSecondInterruptWaitsForNobody() {
    try (RunningCluster cluster = cluster("workers=1", "signals")) {
      awaitServing(cluster, 1);
      try (Client client = Client.begin(port, "later")) {
        cluster.awaitLine("later 1");
        Proc.signal(cluster.pid(), "INT");
        cluster.awaitLine("state 1 DRAINING");
        Proc.signal(cluster.pid(), "INT");
        cluster.awaitLine("over succeeded .*");
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(cluster.awaitExit()).isZero();
    }
  }
}
