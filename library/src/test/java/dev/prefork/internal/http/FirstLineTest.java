package dev.prefork.internal.http;

import static dev.prefork.internal.http.Dialog.client;
import static dev.prefork.internal.http.Outcome.boundary;
import static dev.prefork.internal.http.Outcome.stay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLineTest {
  private static final String HOST = "Host: a\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\n" + HOST;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void aTlsHelloStays() {
    var hello = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
    assertThat(client(hello).outcome()).isEqualTo(stay(StayReason.TLS));
  }

  @Test
  void anSsl2HelloStays() {
    assertThat(client("\u0080.\u0001\u0003\u0001").outcome()).isEqualTo(stay(StayReason.TLS));
  }

  @Test
  void theFirstByteOfTlsIsEnough() {
    assertThat(client("\u0016").outcome()).isEqualTo(stay(StayReason.TLS));
  }

  @Test
  void anHttp2PrefaceStays() {
    assertThat(client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.HTTP2));
  }

  @Test
  void aTunnelStays() {
    assertThat(client("CONNECT a:443 HTTP/1.1\r\n" + HOST).outcome())
        .isEqualTo(stay(StayReason.CONNECT));
  }

  @Test
  void aTunnelAfterAnExchangeStays() {
    assertThat(client(GET).server(OK).thenClient("CONNECT a:443 HTTP/1.1\r\n").outcome())
        .isEqualTo(stay(StayReason.CONNECT, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "get", "PATCH", "M-SEARCH", "PROPFIND", "!#$%&'*+-.^_`|~09"})
  void anyTokenIsAMethod(String method) {
    assertThat(client(method + " / HTTP/1.1\r\n" + HOST).server(OK).outcome())
        .isEqualTo(boundary(1));
  }

  /** A server that ignores case would send no body, or make a tunnel. */
  @ParameterizedTest
  @ValueSource(strings = {"head", "Head", "hEAD", "connect", "Connect"})
  void aMethodThatChangesTheFramingIsInUpperCase(String method) {
    assertThat(client(method + " / HTTP/1.1\r\n" + HOST).outcome())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "*", "http://a/b?c", "/%00", "/a#b", "/{}|\\^\"<>"})
  void anyVisibleBytesAreATarget(String target) {
    assertThat(client("GET " + target + " HTTP/1.1\r\n" + HOST).server(OK).outcome())
        .isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nGET / HTTP/1.1\r\n",
        " GET / HTTP/1.1\r\n",
        "GET /\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET /  HTTP/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET\t/ HTTP/1.1\r\n",
        "GET / a HTTP/1.1\r\n",
        "GET  HTTP/1.1\r\n",
        "GET HTTP/1.1\r\n",
        "GET \u007f HTTP/1.1\r\n",
        "GET /\u00e4 HTTP/1.1\r\n",
        "G(T / HTTP/1.1\r\n",
        "GET / HTTP/1.2\r\n",
        "GET / HTTP/1.10\r\n",
        "GET / HTTP/1.\r\n",
        "GET / HTTP/2.0\r\n",
        "GET / HTTP/0.9\r\n",
        "GET / http/1.1\r\n",
        "GET / XHTTP/1.1\r\n",
        "GET / RTSP/1.0\r\n",
        "GET /\u0000 HTTP/1.1\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "*1\r\n$4\r\nPING\r\n",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n",
        "\r\n\r\n\u0000\r\nQUIT\n",
      })
  void whatIsNoRequestLineStays(String line) {
    assertThat(client(line + HOST).outcome()).isEqualTo(stay(StayReason.PROTOCOL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n",
        "HTTP/1.1 200 \r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n",
        "HTTP/1.1 200 all is well\r\n",
        "HTTP/1.1 500 OK\r\n",
      })
  void aReasonIsAnyTextOrNone(String line) {
    var get = "GET / HTTP/1.1\r\nConnection: keep-alive\r\n" + HOST;
    assertThat(client(get).server(line + "Content-Length: 0\r\n\r\n").outcome())
        .isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nHTTP/1.1 200 OK\r\n",
        " HTTP/1.1 200 OK\r\n",
        "HTTP/1.1  200 OK\r\n",
        "HTTP/1.1\t200 OK\r\n",
        "HTTP/1.1 20 OK\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 200OK\r\n",
        "HTTP/1.1 +20 OK\r\n",
        "HTTP/1.1 2x0 OK\r\n",
        "HTTP/1.1 099 OK\r\n",
        "HTTP/1.1 600 OK\r\n",
        "HTTP/1.2 200 OK\r\n",
        "HTTP/2.0 200 OK\r\n",
        "http/1.1 200 OK\r\n",
        "ICY 200 OK\r\n",
        "HTTP/1.1 200 O\u0000K\r\n",
        "HTTP/1.1 200 O\tK\r\n",
        "HTTP/1.1 200 \u00e4\r\n",
        "<html>\r\n",
      })
  void whatIsNoStatusLineStays(String line) {
    assertThat(client(GET).server(line + "Content-Length: 0\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.PROTOCOL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\n", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\r\n", "GET /\n"})
  void aFirstLineEndsWithCrLf(String line) {
    assertThat(client(line + HOST).outcome()).isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(GET).server(line.replace("GET /", "HTTP/1.1 200") + HOST).outcome())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void aServerThatSpeaksFirstStays() {
    var exchanges = new Exchanges();
    exchanges.response(ByteBuffer.wrap(new byte[] {'2', '2', '0', ' '}));
    assertThat(Outcome.of(exchanges)).isEqualTo(stay(StayReason.PROTOCOL));
  }
}
