package dev.prefork.internal.http;

import static dev.prefork.internal.http.Dialog.client;
import static dev.prefork.internal.http.Outcome.boundary;
import static dev.prefork.internal.http.Outcome.stay;
import static dev.prefork.internal.http.Outcome.underWay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a response may begin, and where it ends. */
class ResponseTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String POST_HEAD =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

  @Test
  void aResponseThatIsIncompleteIsNoBoundary() {
    assertThat(client(GET).outcome()).isEqualTo(underWay(0));
    assertThat(client(GET).server(OK.substring(0, 1)).outcome()).isEqualTo(underWay(0));
    assertThat(client(GET).server(OK.substring(0, 30)).outcome()).isEqualTo(underWay(0));
    assertThat(client(GET).server(OK.substring(0, OK.length() - 1)).outcome())
        .isEqualTo(underWay(0));
  }

  @Test
  void exchangesFollowOneAnother() {
    assertThat(client(GET).server(OK).thenClient(HEAD).outcome()).isEqualTo(underWay(1));
    assertThat(client(GET).server(OK).thenClient(GET).server(OK).outcome()).isEqualTo(boundary(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "x", "\u0000", OK, CONTINUE})
  void bytesAfterTheResponseStay(String more) {
    assertThat(client(GET).server(OK + more).outcome()).isEqualTo(stay(StayReason.PROTOCOL, 1));
    assertThat(client(GET).server(OK).server(more).outcome())
        .isEqualTo(stay(StayReason.PROTOCOL, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "",
        "Content-Length: 0\r\n",
      })
  void aResponseToHeadHasNoBody(String headers) {
    var response = "HTTP/1.1 200 OK\r\n" + headers + "\r\n";
    assertThat(client(HEAD).server(response).outcome()).isEqualTo(boundary(1));
    assertThat(client(HEAD).server(response + "hello").outcome())
        .isEqualTo(stay(StayReason.PROTOCOL, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: gzip\r\n",
      })
  void aResponseToHeadThatIsAmbiguousStays(String headers) {
    assertThat(client(HEAD).server("HTTP/1.1 200 OK\r\n" + headers + "\r\n").outcome())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void theRequestAfterHeadHasABodyAgain() {
    var head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    assertThat(client(HEAD).server(head).thenClient(GET).server(OK).outcome())
        .isEqualTo(boundary(2));
    assertThat(client(HEAD).server(head).thenClient(GET).server(head).outcome())
        .isEqualTo(underWay(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\n\r\n",
        "204 No Content\r\nContent-Length: 0\r\n\r\n",
        "304 Not Modified\r\n\r\n",
        "304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        "304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        "205 Reset Content\r\nContent-Length: 0\r\n\r\n",
      })
  void someResponsesHaveNoBody(String response) {
    assertThat(client(GET).server("HTTP/1.1 " + response).outcome()).isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\nContent-Length: 5\r\n\r\n",
        "204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        "205 Reset Content\r\nContent-Length: 5\r\n\r\n",
        "205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        "100 Continue\r\nContent-Length: 5\r\n\r\n",
        "103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void aBodyThatMayNotBeStays(String response) {
    assertThat(client(GET).server("HTTP/1.1 " + response).outcome())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void chunksInAnHttp10ResponseStay() {
    var response = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assertThat(client(GET).server(response).outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void interimResponsesCompleteNothing() {
    var hints = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
    assertThat(client(GET).server(CONTINUE + hints).outcome()).isEqualTo(underWay(0));
    assertThat(client(GET).server(CONTINUE + hints + hints + OK).outcome()).isEqualTo(boundary(1));
    assertThat(client(HEAD).server(CONTINUE + "HTTP/1.1 204 No\r\n\r\n").outcome())
        .isEqualTo(boundary(1));
  }

  @Test
  void theBodyMayWaitForAnInterimResponse() {
    var dialog = client(POST_HEAD).server(CONTINUE).thenClient("hello").server(OK);
    assertThat(dialog.outcome()).isEqualTo(boundary(1));
    assertThat(client(POST_HEAD).server(CONTINUE).outcome()).isEqualTo(underWay(0));
  }

  @Test
  void anInterimResponseMayBeLate() {
    assertThat(client(POST_HEAD + "hello").server(CONTINUE + OK).outcome()).isEqualTo(boundary(1));
    assertThat(client(POST_HEAD + "hel").server(CONTINUE).thenClient("lo").server(OK).outcome())
        .isEqualTo(boundary(1));
  }

  /** The client may or may not send the body that it has announced. */
  @Test
  void aRefusalInPlaceOfContinueStays() {
    var refusal = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n";
    assertThat(client(POST_HEAD).server(refusal).outcome()).isEqualTo(stay(StayReason.BODY));
    assertThat(client(POST_HEAD).server(CONTINUE + refusal).outcome())
        .isEqualTo(stay(StayReason.BODY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n",
        "P",
      })
  void aResponseWhileTheRequestIsOnItsWayStays(String request) {
    assertThat(client(request).server(OK).outcome()).isEqualTo(stay(StayReason.BODY));
    assertThat(client(request).server(OK).thenClient("o\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.BODY));
  }

  @Test
  void anInterimResponseBeforeTheHeadOfTheRequestStays() {
    assertThat(client("POST / HTTP/1.1\r\nHost: a\r\n").server(CONTINUE).outcome())
        .isEqualTo(stay(StayReason.PROTOCOL));
  }

  @Test
  void aResponseOfWhichTheFirstByteIsEarlyStays() {
    var dialog = client(POST_HEAD).server("H").thenClient("hello").server(OK.substring(1));
    assertThat(dialog.outcome()).isEqualTo(stay(StayReason.BODY));
  }

  @Test
  void aWebSocketStays() {
    var get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    var response =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    assertThat(client(get).server(response).outcome()).isEqualTo(stay(StayReason.UPGRADE));
    assertThat(client(get).server(response + "\u0081\u0002hi").outcome())
        .isEqualTo(stay(StayReason.UPGRADE));
  }

  @Test
  void anUpgradeThatTheServerIgnoresIsAnExchange() {
    var get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    assertThat(client(get).server(OK).outcome()).isEqualTo(boundary(1));
  }
}
