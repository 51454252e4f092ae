package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A process is killed or stopped while connections move from a worker, the old one, to others. No
 * requests fail but those of the process that was killed, and none is executed twice.
 */
@Tag("thorough")
class MoveFaultsTest {
  private static final int CLIENTS = 12;
  private static final int SOME = 100;

  /** A worker that is stopping answers its last requests, for the grace period of 30 s at most. */
  private static final Duration END = Duration.ofSeconds(40);

  private final int port = Client.freePort();
  private RunningCluster cluster;
  private List<Long> workers;

  @BeforeEach
  void start() {
    cluster = HttpClusters.scripted(port, 3, "work=20");
    workers = List.of(cluster.pid(1), cluster.pid(2), cluster.pid(3));
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private long old() {
    return workers.get(0);
  }

  /** The second and the third get the connections of the old one. */
  private long second() {
    return workers.get(1);
  }

  private long third() {
    return workers.get(2);
  }

  /** Returns as soon as the first connection has moved. */
  private NumberedRequests drain() {
    NumberedRequests requests = NumberedRequests.begin(CLIENTS, port);
    cluster.tell("stop 1");
    requests.awaitMove();
    return requests;
  }

  private void assertNothingFailed(NumberedRequests requests) {
    assertThat(requests.end()).as("%s", requests.failures()).isEmpty();
    NumberedRequests.assertServedOnce(cluster);
  }

  /** A worker whose clients have gone has no sockets but those that one has that served none. */
  private void assertNothingLeftIn(long worker, int sockets) {
    Await.untilEqual("sockets", sockets, () -> Proc.sockets(worker));
  }

  @Test
  void theOldWorkerIsKilledAndTheConnectionsThatHaveMovedAreServedOn() {
    int sockets = Proc.sockets(third());
    try (NumberedRequests requests = drain()) {
      Proc.signal(old(), "KILL");
      cluster.awaitLine("exit 1 .*");
      requests.awaitAllServedBy(List.of(second(), third()));
      requests.awaitAnswers(SOME);
      assertThat(requests.end().values()).as("%s", requests.failures()).isSubsetOf(old());
      NumberedRequests.assertServedOnce(cluster);
    }
    assertNothingLeftIn(third(), sockets);
  }

  @Test
  void aNewWorkerIsKilledAndTheConnectionsThatItHasNotAcceptedAreServedByAnother() {
    int sockets = Proc.sockets(third());
    try (NumberedRequests requests = drain()) {
      Proc.signal(second(), "KILL");
      cluster.awaitLine("exit 1 .*");
      requests.awaitAllServedBy(List.of(third()));
      requests.awaitAnswers(SOME);
      assertThat(requests.end().values()).as("%s", requests.failures()).doesNotContain(third());
      NumberedRequests.assertServedOnce(cluster);
    }
    assertNothingLeftIn(third(), sockets);
  }

  @Test
  void thePrimaryIsKilledAndTheWorkersEnd() {
    cluster.directoryMayStay();
    try (NumberedRequests requests = drain()) {
      cluster.killPrimary();
      cluster.awaitNothingLeft(END);
      var _ = requests.end();
      NumberedRequests.assertServedOnce(cluster);
    }
  }

  @Test
  void theOldWorkerIsStoppedForAWhileAndNothingFails() {
    int sockets = Proc.sockets(third());
    try (NumberedRequests requests = drain()) {
      Proc.stop(old());
      requests.awaitAnswers(SOME);
      Proc.signal(old(), "CONT");
      cluster.awaitLine("exit 1 .*");
      requests.awaitAnswers(SOME);
      assertNothingFailed(requests);
    }
    assertNothingLeftIn(third(), sockets);
  }

  @Test
  void aNewWorkerIsStoppedAndTheOldOneGetsRidOfItsConnectionsAllTheSame() {
    int sockets = Proc.sockets(third());
    try (NumberedRequests requests = drain()) {
      Proc.stop(second());
      cluster.awaitLine("exit 1 .*");
      Proc.signal(second(), "CONT");
      requests.awaitAnswers(SOME);
      assertNothingFailed(requests);
    }
    assertNothingLeftIn(third(), sockets);
  }

  @Test
  void thePrimaryIsStoppedForAWhileAndNothingFails() {
    int sockets = Proc.sockets(third());
    try (NumberedRequests requests = drain()) {
      Proc.stop(cluster.pid());
      requests.awaitAnswers(SOME);
      Proc.signal(cluster.pid(), "CONT");
      cluster.awaitLine("exit 1 .*");
      requests.awaitAnswers(SOME);
      assertNothingFailed(requests);
    }
    assertNothingLeftIn(third(), sockets);
  }
}
