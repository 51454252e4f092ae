package dev.prefork.internal.nio.move;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Epoll;
import dev.prefork.model.StayReason;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection can be given away, and that its bytes pass meanwhile. */
class RelayTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String LAST =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n";

  private RelayScene scene;

  @BeforeEach
  void connect() throws IOException {
    scene = new RelayScene();
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  private void assertStays(StayReason reason) throws IOException {
    assertThat(scene.isMovable()).isFalse();
    assertThat(scene.relay.state()).isEqualTo(Relay.State.STAYING);
    assertThat(scene.relay.reason()).isEqualTo(reason);
  }

  /** As long as it stays, too, both hear each other. */
  private void assertBothAreHeard() throws IOException {
    scene.ask("more" + GET);
    assertThat(scene.heard()).isEqualTo("more" + GET);
    scene.answer("more" + OK);
    assertThat(scene.received(4 + OK.length())).isEqualTo("more" + OK);
  }

  @Test
  void anUntouchedConnectionIsMovableAtOnce() throws IOException {
    scene.begin(true, false);
    assertThat(scene.isMovable()).isTrue();
  }

  @Test
  void theFirstRequestOfAnUntouchedConnectionIsLeftToTheNextWorker() throws IOException {
    scene.ask(GET + GET).begin(true, false);
    assertThat(scene.isMovable()).isTrue();
    assertThat(scene.unread()).isEqualTo(2 * GET.length());
    assertThat(scene.heard()).isEmpty();
  }

  @Test
  void anUntouchedConnectionThatTheClientHasEndedIsNotMovable() throws IOException {
    scene.client.shutdownOutput();
    scene.begin(true, false);
    assertThat(scene.isMovable()).isFalse();
    assertThat(scene.heard()).isNull();
  }

  @Test
  void twoExchangesMakeABoundaryCertain() throws IOException {
    scene.begin(false, true).exchange(GET, OK);
    assertThat(scene.isMovable()).isFalse();
    scene.exchange(GET, OK);
    assertThat(scene.isMovable()).isTrue();
    scene.ask(GET);
    assertThat(scene.unread()).isEqualTo(GET.length());
    assertThat(scene.heard()).isEmpty();
  }

  @Test
  void aRequestThatIsUnderWayIsAnsweredAndDoesNotCount() throws IOException {
    scene.begin(false, false).answer(OK);
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    scene.exchange(GET, OK);
    assertThat(scene.isMovable()).isFalse();
    scene.exchange(GET, OK);
    assertThat(scene.isMovable()).isTrue();
  }

  @Test
  void exchangesInPiecesCountToo() throws IOException {
    scene.begin(false, true);
    for (int i = 0; i < 2; i++) {
      assertThat(scene.isMovable()).isFalse();
      for (String piece : GET.split("", -1)) {
        scene.ask(piece);
      }
      assertThat(scene.heard()).isEqualTo(GET);
      for (String piece : OK.split("", -1)) {
        scene.answer(piece);
      }
      assertThat(scene.received(OK.length())).isEqualTo(OK);
    }
    assertThat(scene.isMovable()).isTrue();
  }

  @Test
  void theBodyOfARequestUnderWayIsNotTakenForRequests() throws IOException {
    scene.begin(false, false);
    for (int i = 0; i < 5; i++) {
      scene.ask(GET);
    }
    assertThat(scene.heard()).isEqualTo(GET.repeat(5));
    assertThat(scene.isMovable()).isFalse();
    scene.answer(OK).exchange(GET, OK);
    assertThat(scene.isMovable()).isFalse();
    scene.exchange(GET, OK);
    assertThat(scene.isMovable()).isTrue();
  }

  @Test
  void aConnectionStaysWhoseClientWasToldToSendItsBody() throws IOException {
    scene.begin(false, false).answer(CONTINUE);
    assertStays(StayReason.BODY);
    assertThat(scene.received(CONTINUE.length())).isEqualTo(CONTINUE);
    assertBothAreHeard();
  }

  @Test
  void aBodyThatIsAnsweredBeforeItsEndStays() throws IOException {
    scene.begin(false, true).ask(POST + "begin");
    scene.answer(OK);
    assertStays(StayReason.BODY);
    assertThat(scene.heard()).isEqualTo(POST + "begin");
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    assertBothAreHeard();
  }

  @Test
  void aBodyIsPassedBeforeItIsComplete() throws IOException {
    scene.begin(false, true).exchange(GET, OK).ask(POST + "x".repeat(99));
    assertThat(scene.heard()).isEqualTo(POST + "x".repeat(99));
    scene.ask("x");
    assertThat(scene.heard()).isEqualTo("x");
    assertThat(scene.isMovable()).isFalse();
    scene.answer(OK);
    assertThat(scene.isMovable()).isTrue();
  }

  @Test
  void aClientThatDoesNotWaitStaysBeforeTheBoundaryIsCertain() throws IOException {
    scene.begin(false, true).ask(GET + GET);
    assertStays(StayReason.PROTOCOL);
    assertThat(scene.heard()).isEqualTo(GET + GET);
    assertBothAreHeard();
  }

  @Test
  void requestsThatCameAfterTheBoundaryAreLeftToTheNextWorker() throws IOException {
    scene.begin(false, true).exchange(GET, OK).exchange(GET, OK).ask(GET + GET);
    assertThat(scene.isMovable()).isTrue();
    assertThat(scene.unread()).isEqualTo(2 * GET.length());
    assertThat(scene.heard()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TLS, '\u0016\u0003\u0001\u0002'",
    "TLS, '\u0017\u0003\u0003\u0002'",
    "HTTP2, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'",
    "CONNECT, 'CONNECT a:1 HTTP/1.1\r\n'",
    "PROTOCOL, '\u0001\u0002'",
    "PROTOCOL, 'EHLO a\r\n'"
  })
  void whatIsNoHttpStays(StayReason reason, String bytes) throws IOException {
    scene.begin(false, true).ask(bytes);
    assertStays(reason);
    assertThat(scene.heard()).isEqualTo(bytes);
    assertBothAreHeard();
  }

  @ParameterizedTest
  @CsvSource({
    "TLS, '\u0016\u0003\u0001\u0002'",
    "HTTP2, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'",
    "PROTOCOL, 'EHLO a\r\n'"
  })
  void whatIsNoHttpStaysThoughItIsUntouched(StayReason reason, String bytes) throws IOException {
    scene.ask(bytes).begin(true, false);
    assertStays(reason);
    assertThat(scene.heard()).isEqualTo(bytes);
    assertBothAreHeard();
  }

  @Test
  void anotherProtocolStaysAfterCertainBoundariesToo() throws IOException {
    scene.begin(false, true).exchange(GET, OK).ask(GET);
    scene.client.getOutputStream().write("EHLO a\r\n".getBytes(ISO_8859_1));
    scene.answer(OK);
    assertStays(StayReason.PROTOCOL);
    assertThat(scene.heard()).isEqualTo(GET + "EHLO a\r\n");
  }

  @Test
  void aSwitchOfProtocolsStays() throws IOException {
    scene.begin(false, true).exchange(GET, OK);
    scene.exchange(GET, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\n");
    assertStays(StayReason.UPGRADE);
    assertBothAreHeard();
  }

  @Test
  void aTunnelStays() throws IOException {
    String connect = "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n";
    scene.begin(false, true).exchange(connect, "HTTP/1.1 200 OK\r\n\r\n");
    assertStays(StayReason.CONNECT);
    assertBothAreHeard();
  }

  @Test
  void whatTheServerWillCloseStays() throws IOException {
    scene.begin(false, true).exchange(GET, OK).exchange(GET, LAST);
    assertStays(StayReason.CLOSING);
  }

  @Test
  void anAnswerWithoutARequestStays() throws IOException {
    scene.begin(false, true).exchange(GET, OK).ask(GET);
    assertThat(scene.heard()).isEqualTo(GET);
    scene.answer(OK + OK);
    assertStays(StayReason.PROTOCOL);
    assertThat(scene.received(2 * OK.length())).isEqualTo(OK + OK);
    assertBothAreHeard();
  }

  @Test
  void whatTheServerSendsBetweenExchangesStays() throws IOException {
    scene.begin(false, true).exchange(GET, OK).answer(OK);
    assertStays(StayReason.PROTOCOL);
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    assertBothAreHeard();
  }

  @Test
  void whatNoOtherWorkerTakesIsServedOn() throws IOException {
    scene.begin(false, true).exchange(GET, OK).exchange(GET, OK).ask(GET);
    assertThat(scene.isMovable()).isTrue();
    scene.refuse();
    assertStays(StayReason.OFF);
    assertThat(scene.heard()).isEqualTo(GET);
    scene.answer(OK);
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    assertBothAreHeard();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEndOfTheClientIsPassedOnAndItIsStillAnswered(boolean answered) throws IOException {
    scene.begin(false, answered).ask(GET);
    scene.client.shutdownOutput();
    scene.settle();
    assertThat(scene.heard()).isEqualTo(GET);
    assertThat(scene.heard()).isNull();
    scene.answer(OK);
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    scene.closeApplication();
    scene.settle();
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
    assertThat(scene.client.getInputStream().read()).isNegative();
  }

  @Test
  void aClientThatHasEndedIsNotMovable() throws IOException {
    scene.begin(false, true).exchange(GET, OK).ask(GET);
    scene.client.shutdownOutput();
    scene.answer(OK);
    assertThat(scene.isMovable()).isFalse();
    assertThat(scene.heard()).isEqualTo(GET);
    assertThat(scene.heard()).isNull();
  }

  @Test
  void theEndOfTheServerIsPassedOnAndItIsStillHeard() throws IOException {
    scene.begin(false, true).endAnswers();
    assertThat(scene.settle().client.getInputStream().read()).isNegative();
    scene.ask(GET);
    assertThat(scene.heard()).isEqualTo(GET);
    scene.client.shutdownOutput();
    scene.settle();
    assertThat(scene.heard()).isNull();
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatClosesIsAtItsEndForTheClient(boolean answered) throws IOException {
    scene.begin(false, answered).closeApplication();
    scene.settle();
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
    assertThat(scene.client.getInputStream().read()).isNegative();
  }

  @Test
  void theLastAnswerOfAServerThatClosesArrives() throws IOException {
    scene.begin(false, true).exchange(GET, OK).ask(GET);
    scene.answer(OK);
    scene.closeApplication();
    assertThat(scene.received(OK.length())).isEqualTo(OK);
    if (!scene.isMovable()) {
      assertThat(scene.client.getInputStream().read()).isNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatResetsIsAtItsEndForTheServer(boolean answered) throws IOException {
    scene.begin(false, answered).ask(GET);
    scene.client.setSoLinger(true, 0);
    scene.client.close();
    scene.settle();
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
    assertThat(scene.heard()).isEqualTo(GET);
    assertThat(scene.heard()).isNull();
  }

  @Test
  void aClientThatResetsWhileTheServerDoesNotReadCostsNoTurns() throws IOException {
    scene.begin(false, false);
    scene.fillServer();
    scene.client.setSoLinger(true, 0);
    scene.client.close();
    scene.settle();
    while (scene.heard() != null) {
      scene.settle();
    }
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
  }

  @Test
  void anAnswerWaitsForAClientThatDoesNotRead() throws IOException {
    scene.begin(false, false);
    int sent = scene.fillClient();
    assertThat(scene.relay.serverInterest() & Epoll.READABLE).isZero();
    assertThat(scene.relay.clientInterest() & Epoll.WRITABLE).isNotZero();
    scene.endAnswers();
    assertThat(scene.readToEnd()).isEqualTo(sent);
  }

  @Test
  void aServerThatClosesBeforeItsClientReadsCostsNoTurnsAndNoByte() throws IOException {
    scene.begin(false, false);
    int sent = scene.fillClient();
    scene.closeApplication();
    assertThat(scene.settle().readToEnd()).isEqualTo(sent);
    assertThat(scene.relay.state()).isEqualTo(Relay.State.ENDED);
  }

  @Test
  void itIsQuietBetweenExchangesAfterATime() throws IOException {
    scene.begin(false, true);
    assertThat(scene.relay.isQuiet(9, 10)).isFalse();
    assertThat(scene.relay.isQuiet(10, 10)).isTrue();
    scene.exchange(GET, OK);
    assertThat(scene.relay.isQuiet(10, 10)).isTrue();
    scene.ask(GET);
    assertThat(scene.relay.isQuiet(10, 10)).isFalse();
  }

  @Test
  void itIsNotQuietWhileARequestIsUnderWay() throws IOException {
    scene.begin(false, false);
    assertThat(scene.relay.isQuiet(10, 10)).isFalse();
    scene.answer(OK);
    assertThat(scene.relay.isQuiet(10, 10)).isTrue();
  }

  @Test
  void onlyAServerThatEndsFirstHasEndedTheConnection() throws IOException {
    scene.begin(false, true);
    scene.exchange(GET, OK);
    scene.closeApplication();
    assertThat(scene.settle().relay.isEndedByWorker()).isTrue();
  }

  @Test
  void aClientThatEndsFirstHasEndedTheConnection() throws IOException {
    scene.begin(false, true);
    scene.exchange(GET, OK);
    scene.client.shutdownOutput();
    scene.settle();
    scene.closeApplication();
    assertThat(scene.settle().relay.isEndedByWorker()).isFalse();
  }
}
