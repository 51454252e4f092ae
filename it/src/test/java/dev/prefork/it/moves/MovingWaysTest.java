package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Supervised;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a worker is drained, its clients keep their connections, and no request fails. */
class MovingWaysTest {
  private static final int CLIENTS = 3;

  private final int port = Client.freePort();

  /** The ways of a supervisor. */
  enum Supervision {
    RELOAD(1),
    RESTART(1),
    SCALING(2),
    LIMIT(1);

    /** A limit varies by up to a tenth. */
    private static final int MOST_CONNECTIONS = 11;

    /** How many workers there are; the last one is drained. */
    private final int workers;

    Supervision(int workers) {
      this.workers = workers;
    }

    private RunningCluster start(int port) {
      String limit = this == LIMIT ? "connections=10" : "connections=0";
      return HttpClusters.supervised(port, workers, 0, limit);
    }

    private void drain(RunningCluster cluster, int port) {
      switch (this) {
        case RELOAD -> cluster.tell("reload");
        case RESTART -> cluster.tell("restart");
        case SCALING -> cluster.tell("scale 1");
        case LIMIT -> {
          for (int i = CLIENTS; i < MOST_CONNECTIONS; i++) {
            HttpClusters.connect(1, port, _ -> true).forEach(KeptClient::close);
          }
        }
      }
    }
  }

  /** The ways of the API: the command for the primary. */
  enum Call {
    DISCONNECT("disconnect 1"),
    STOP("stop 1"),
    DISCONNECT_BY_THE_WORKER("send 1 disconnect"),
    STOP_BY_THE_WORKER("send 1 stop");

    private final String command;

    Call(String command) {
      this.command = command;
    }
  }

  private List<KeptClient> clientsOf(long worker) {
    return HttpClusters.connect(CLIENTS, port, pid -> pid == worker);
  }

  /** All ask again and again: a worker that drains may end a quiet connection. */
  private static void assertMove(List<KeptClient> clients, long worker) {
    Await.until(
        "other workers answer all",
        () -> clients.stream().filter(client -> client.get() == worker).count() == 0);
  }

  private static void assertServed(List<KeptClient> clients, long drained) {
    assertThat(clients).allSatisfy(client -> assertThat(client.get()).isNotEqualTo(drained));
    clients.forEach(KeptClient::close);
  }

  @ParameterizedTest
  @EnumSource
  void aSupervisorMovesTheConnectionsOfAWorkerThatItDrains(Supervision way) {
    try (RunningCluster cluster = way.start(port)) {
      long drained = cluster.pid(way.workers);
      List<KeptClient> clients = clientsOf(drained);
      way.drain(cluster, port);
      assertMove(clients, drained);
      cluster.awaitLine("exit " + way.workers + " .*");
      assertServed(clients, drained);

      Supervised.end(cluster);
      cluster.awaitLine("over ledger .* moved=" + CLIENTS + " drained=\\d+ forced=0 lost=0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatDrainsAWorkerMovesItsConnections(Call call) {
    try (RunningCluster cluster = HttpClusters.scripted(port, 2)) {
      long drained = cluster.pid(1);
      List<KeptClient> clients = clientsOf(drained);
      cluster.tell(call.command);
      assertMove(clients, drained);
      cluster.awaitLine("exit 1 .*");
      assertServed(clients, drained);
    }
  }
}
