package dev.prefork.internal.http;

import static dev.prefork.internal.http.Dialog.client;
import static dev.prefork.internal.http.Outcome.boundary;
import static dev.prefork.internal.http.Outcome.stay;
import static dev.prefork.internal.http.Outcome.underWay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which exchanges end the connection. */
class ClosingTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

  private static Outcome outcome(String request, String response) {
    return client(request + "\r\n").server(response + "\r\nok").outcome();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close\r\n",
        "connection:CLOSE\r\n",
        "Connection: keep-alive, close\r\n",
        "Connection: Upgrade , ,\tclose,\r\n",
        "Connection: close, keep-alive\r\n",
        "Connection: keep-alive\r\nConnection: close\r\n",
      })
  void eitherSideMayCloseTheConnection(String header) {
    assertThat(outcome(GET + header, OK)).isEqualTo(stay(StayReason.CLOSING, 1));
    assertThat(outcome(GET, OK + header)).isEqualTo(stay(StayReason.CLOSING, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive\r\n",
        "Connection:\r\n",
        "Connection: ,\r\n",
        "Connection: x-close, closed\r\n",
        "X-Connection: close\r\n",
      })
  void otherOptionsKeepTheConnection(String header) {
    assertThat(outcome(GET + header, OK)).isEqualTo(boundary(1));
    assertThat(outcome(GET, OK + header)).isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"close x", "close;", "\"close\"", "a, (close)", "clo\u0083se", "a=b"})
  void optionsThatAreNoTokensStay(String options) {
    assertThat(outcome(GET + "Connection: " + options + "\r\n", OK))
        .isEqualTo(stay(StayReason.FRAMING));
    assertThat(outcome(GET, OK + "Connection: " + options + "\r\n"))
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void theExchangeThatClosesIsReadToItsEnd() {
    var post = GET + "Connection: close\r\nContent-Length: 5\r\n\r\n";
    assertThat(client(post).outcome()).isEqualTo(underWay(0));
    assertThat(client(post).server(OK + "\r\nok").outcome()).isEqualTo(stay(StayReason.BODY));
    assertThat(client(post + "hello").server(OK + "\r\no").outcome()).isEqualTo(underWay(0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, keep-alive, 0, keep-alive, true",
    "0, Keep-Alive, 1, keep-alive, true",
    "1, keep-alive, 0, 'a, keep-alive', true",
    "0, keep-alive, 0, upgrade, false",
    "0, upgrade, 0, keep-alive, false",
    "0, 'keep-alive, a', 1, keep-alive, true",
    "0, keep-alive, 1, upgrade, false",
    "1, upgrade, 0, keep-alive, false",
    "0, x-keep-alive, 0, keep-alive, false",
    "1, upgrade, 1, upgrade, true",
  })
  void http10ClosesUnlessBothSidesKeepTheConnection(
      int client, String ofClient, int server, String ofServer, boolean keeps) {
    var request = GET.replace("1.1", "1." + client) + "Connection: " + ofClient + "\r\n";
    var response = OK.replace("1.1", "1." + server) + "Connection: " + ofServer + "\r\n";
    assertThat(outcome(request, response))
        .isEqualTo(keeps ? boundary(1) : stay(StayReason.CLOSING, 1));
  }

  @Test
  void http10WithoutOptionsCloses() {
    assertThat(client("GET / HTTP/1.0\r\n\r\n").server(OK + "\r\nok").outcome())
        .isEqualTo(stay(StayReason.CLOSING, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "404 Not Found", "205 Reset Content"})
  void aResponseWithoutLengthEndsWithTheConnection(String status) {
    assertThat(client(GET + "\r\n").server("HTTP/1.1 " + status + "\r\n\r\nok").outcome())
        .isEqualTo(stay(StayReason.CLOSING));
  }

  @Test
  void anInterimResponseMayCloseTheConnection() {
    var hints = "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n";
    assertThat(client(GET + "\r\n").server(hints).outcome()).isEqualTo(stay(StayReason.CLOSING));
  }

  @Test
  void whatOneExchangeSaysIsForgottenInTheNext() {
    var get = GET + "Connection: keep-alive\r\n\r\n";
    var ok = OK + "Connection: keep-alive\r\n\r\nok";
    var http10 = GET.replace("1.1", "1.0") + "\r\n";
    assertThat(client(get).server(ok).thenClient(http10).server(ok).outcome())
        .isEqualTo(stay(StayReason.CLOSING, 2));
  }
}
