package dev.prefork.it.moves;

import static dev.prefork.it.moves.PipedCluster.ANSWER;
import static dev.prefork.it.moves.PipedCluster.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.Supervised;
import dev.prefork.it.moves.PipedCluster.Connection;
import dev.prefork.it.programs.moves.PipedWorker;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the report of a reload says of connections that moved, and of those that stayed. */
class StayReportTest {
  private static final String TWO_LENGTHS =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n";

  private static PipedCluster start() {
    Start start =
        Start.program(SupervisedCluster.class, "workers=1", "no-aot")
            .argument("exec=" + PipedWorker.class.getName())
            .argument("--")
            .variable("XDG_STATE_HOME", Start.TEMPORARY);
    PipedCluster cluster = PipedCluster.start(start, Client.freePort());
    Supervised.awaitServing(cluster.running(), 1);
    return cluster;
  }

  /** These are in use, so that none is ended because it is quiet. */
  private static void reload(PipedCluster cluster, List<Connection> connections) {
    for (Connection connection : connections) {
      connection.client().send(REQUEST);
      connection.server().expect(REQUEST);
    }
    Set<String> before = cluster.descriptors(connections.getFirst().worker());
    cluster.running().tell("reload");
    cluster.awaitRelays(connections.getFirst().worker(), before);
    connections.forEach(Connection::answer);
  }

  @Test
  void theReportOfAReloadCountsWhatMovedAndByReasonWhatStayed() {
    try (PipedCluster cluster = start()) {
      Connection quiet = cluster.connect();
      List<Connection> all = Stream.generate(cluster::connect).limit(3).toList();
      quiet.exchange();
      all.forEach(Connection::exchange);
      reload(cluster, all);
      all.get(0).exchange("\26\3\1", "\25\3\1");
      all.get(1).exchange(REQUEST, TWO_LENGTHS);
      Connection moved = cluster.move(all.get(2));
      assertThat(moved.worker()).isNotEqualTo(all.getFirst().worker());

      all.subList(0, 2).forEach(Connection::end);
      quiet.server().expectEnd();
      quiet.server().close();
      quiet.client().expectEnd();
      cluster.running().awaitLine("reload succeeded .*");
      cluster.running().awaitLine("reload ledger .* moved=1 drained=3 forced=0 lost=0");
      cluster.running().awaitLine("reload stayed \\{TLS=1, FRAMING=1, QUIET=1\\}");
      moved.exchange(REQUEST, ANSWER);
      moved.end();
      Supervised.end(cluster.running());
    }
  }
}
