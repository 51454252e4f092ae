package dev.prefork.it.moves;

import static dev.prefork.it.moves.PipedCluster.ANSWER;
import static dev.prefork.it.moves.PipedCluster.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Start;
import dev.prefork.it.moves.PipedCluster.Connection;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.it.programs.moves.PipedWorker;
import dev.prefork.model.StayReason;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker that drains keeps, how that goes on, and the reason that is reported. */
class StayingConnectionsTest {
  private static final int MANY = PipedCluster.MANY;

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private PipedCluster cluster;
  private Connection connection;
  private int worker;

  /** What makes a connection stay, in one exchange after an ordinary one. */
  enum Cause {
    HTTP2(StayReason.HTTP2, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\4\0\0\0\0\0"),
    HTTP2_FRAMES(StayReason.PROTOCOL, "\0\0\0\4\0\0\0\0\0", "\0\0\0\4\1\0\0\0\0"),
    UPGRADE(
        StayReason.UPGRADE,
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"),
    CONNECT(
        StayReason.CONNECT, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
    ANSWER_TO_HALF_A_BODY(
        StayReason.BODY,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin",
        ANSWER),
    LENGTH_AND_CHUNKS(
        StayReason.FRAMING,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        ANSWER),
    TWO_LENGTHS(
        StayReason.FRAMING,
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n"),
    ANOTHER_PROTOCOL(StayReason.PROTOCOL, "EHLO a\r\n", "250 b\r\n"),
    TWO_REQUESTS_AT_ONCE(StayReason.PROTOCOL, REQUEST + REQUEST, ANSWER + ANSWER),
    CLOSE_BY_THE_CLIENT(
        StayReason.CLOSING, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", ANSWER),
    CLOSE_BY_THE_SERVER(
        StayReason.CLOSING, REQUEST, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
    ANSWER_UNTIL_THE_END(StayReason.CLOSING, REQUEST, "HTTP/1.1 200 OK\r\n\r\nbegin");

    private final StayReason reason;
    private final String request;
    private final String answer;

    Cause(StayReason reason, String request, String answer) {
      this.reason = reason;
      this.request = request;
      this.answer = answer;
    }
  }

  @BeforeEach
  void start() {
    Start start =
        Start.program(ScriptedCluster.class, "workers=2", "exec=" + PipedWorker.class.getName());
    cluster = PipedCluster.start(start, Client.freePort());
    cluster.running().ownListeners().awaitListening(1, 2);
    connection = cluster.connect();
    worker = connection.worker() == cluster.running().pid(1) ? 1 : 2;
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  /** Returns when the worker follows the connection, which it has used before. */
  private void drain() {
    Set<String> before = cluster.descriptors(connection.worker());
    cluster.running().tell("disconnect " + worker);
    cluster.awaitRelays(connection.worker(), before);
  }

  private void assertReported(String report) {
    Await.untilSeldom(
        "the report is " + report,
        Await.PATIENCE,
        () -> {
          cluster.running().tell("moves " + worker);
          return cluster.running().awaitLine("moves " + worker + " (.*)").group(1).equals(report);
        });
  }

  /** What follows may look like requests and answers. */
  private void assertStays(StayReason reason, String request, String answer) {
    for (int i = 0; i < MANY; i++) {
      connection.exchange(request, answer);
    }
    assertReported("moved=0 stayed={" + reason + "=1}");
    connection.end();
    cluster.running().awaitLine("exit " + worker + " .*");
    assertThat(cluster.isAnyMore()).isFalse();
  }

  private void assertMoves() {
    Connection moved = cluster.move(connection);
    assertThat(moved.worker()).isNotEqualTo(connection.worker());
    moved.exchange();
    cluster.running().awaitLine("exit " + worker + " .*");
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionStaysIfMovingItIsNotCertainToBeRight(Cause cause) {
    connection.exchange();
    drain();
    connection.exchange();
    connection.exchange(cause.request, cause.answer);
    assertStays(cause.reason, REQUEST, ANSWER);
  }

  @Test
  void anEncryptedConnectionStays() {
    String question = "\27\3\3\0\5hello";
    String answer = "\27\3\3\0\5world";
    connection.exchange(question, answer);
    drain();
    assertStays(StayReason.TLS, question, answer);
  }

  @Test
  void aBodyThatIsUnderWayReachesTheOldWorkerToTheEndEvenIfItLooksLikeRequests() {
    connection.exchange();
    String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + 3 * REQUEST.length();
    connection.client().send(head + "\r\n\r\n" + REQUEST);
    connection.server().expect(head + "\r\n\r\n" + REQUEST);
    drain();
    connection.client().send(REQUEST);
    connection.server().expect(REQUEST);
    connection.exchange();
    assertMoves();
  }

  @Test
  void anEventStreamGoesOnUntilItEndsAndThenTheConnectionMoves() {
    connection.exchange();
    drain();
    connection.exchange();
    connection.exchange(REQUEST, CHUNKED);
    for (int i = 0; i < MANY; i++) {
      connection.exchange("", "7\r\ndata: " + i + "\r\n");
    }
    assertReported("moved=0 stayed={}");
    connection.exchange("", "0\r\n\r\n");
    assertMoves();
  }

  @Test
  void aClientThatDoesNotWaitForAnswersGetsEachOnceAndInOrder() {
    connection.exchange();
    drain();
    for (int i = 0; i < MANY; i++) {
      connection.client().send(numbered(i, REQUEST) + numbered(-i, REQUEST));
      connection.server().expect(numbered(i, REQUEST));
      connection.server().send(numbered(i, ANSWER));
      connection.server().expect(numbered(-i, REQUEST));
      connection.server().send(numbered(-i, ANSWER));
      connection.client().expect(numbered(i, ANSWER) + numbered(-i, ANSWER));
    }
    assertStays(StayReason.PROTOCOL, REQUEST, ANSWER);
  }

  private static String numbered(int number, String message) {
    return message.replace("\r\n\r\n", "\r\nNumber: " + number + "\r\n\r\n");
  }
}
