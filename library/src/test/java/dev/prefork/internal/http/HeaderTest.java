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

/** What headers may look like, on both sides. */
class HeaderTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final int MAX_HEAD = 64 * 1024;

  private static Outcome outcomeOfRequest(String headers) {
    return client("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n").server(NO_CONTENT).outcome();
  }

  private static Outcome outcomeOfResponse(String headers) {
    return client(GET).server("HTTP/1.1 204 No Content\r\n" + headers + "\r\n").outcome();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: */*\r\n",
        "Accept:*/*\r\n",
        "Accept: \t */* \t\r\n",
        "Accept:\r\n",
        "Accept: \r\n",
        "A: : b\r\n",
        "A: \u00fcber alles \"quoted\" (comment)\r\n",
        "!#$%&'*+-.^_`|~09: a\r\n",
        "Content-Length-X: a\r\nX-Transfer-Encoding: a\r\nTransfer_Encoding: chunked\r\n",
        "Cookie: a\r\nCookie: a\r\n",
        "Expect: 100-continue\r\n",
      })
  void headersThatEveryParserReadsTheSameWayAreRead(String headers) {
    assertThat(outcomeOfRequest(headers)).isEqualTo(boundary(1));
    assertThat(outcomeOfResponse(headers)).isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // folded lines
        "A: a\r\n b\r\n",
        "A: a\r\n\tb\r\n",
        "A: a\r\n \r\n",
        " A: a\r\n",
        "Content-Length:\r\n 0\r\n",
        // LF or CR alone
        "A: a\n",
        "A: a\nB: b\r\n",
        "A: a\rB: b\r\n",
        "A: a\r\r\n",
        "A: a\r\n\n",
        "A: a\n\r\n",
        "\n",
        "\rA: a\r\n",
        // names
        "A : a\r\n",
        "A\t: a\r\n",
        "Content-Length : 0\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding\u000b: chunked\r\n",
        "Transfer-Encoding\u0000: chunked\r\n",
        "\u00a0Transfer-Encoding: chunked\r\n",
        "Transfer\u00adEncoding: chunked\r\n",
        "Transfer Encoding: chunked\r\n",
        ": a\r\n",
        "A\r\n",
        "A a\r\n",
        "\"A\": a\r\n",
        "A,B: a\r\n",
        // control characters
        "A: a\u0000b\r\n",
        "A: \u0000\r\n",
        "A: a\u0001\r\n",
        "A: a\u007f\r\n",
        "A: a\u000bb\r\n",
        "A: a\u000cb\r\n",
        "A: a\u001b[0m\r\n",
      })
  void headersThatTwoParsersCouldReadInTwoWaysStay(String headers) {
    assertThat(outcomeOfRequest(headers)).isEqualTo(stay(StayReason.FRAMING));
    assertThat(outcomeOfResponse(headers)).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void aHostIsThereOnce() {
    assertThat(outcomeOfRequest("Host: a\r\n")).isEqualTo(stay(StayReason.FRAMING));
    assertThat(outcomeOfRequest("HOST: b\r\n")).isEqualTo(stay(StayReason.FRAMING));
    assertThat(client("GET / HTTP/1.1\r\nA: a\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.FRAMING));
    assertThat(client("GET / HTTP/1.1\r\n\r\n").outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void anHttp10RequestNeedsNoHost() {
    var get = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    var response = "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n";
    assertThat(client(get).server(response).outcome()).isEqualTo(boundary(1));
  }

  @Test
  void aHeadOfTheGreatestSizeIsRead() {
    var get = get(MAX_HEAD);
    assertThat(client(get).server(NO_CONTENT).whole()).isEqualTo(boundary(1));
    assertThat(client(get).server(NO_CONTENT).inPieces(1000)).isEqualTo(boundary(1));
    assertThat(client(get).server(NO_CONTENT).inPieces(MAX_HEAD - 1)).isEqualTo(boundary(1));
    assertThat(client(get).whole()).isEqualTo(underWay(0));
  }

  @Test
  void aLargerHeadStays() {
    var get = get(MAX_HEAD + 1);
    assertThat(client(get).whole()).isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(get).inPieces(1000)).isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(get).inPieces(MAX_HEAD)).isEqualTo(stay(StayReason.FRAMING));
    var response = NO_CONTENT.replace("\r\n\r\n", "\r\nA: " + "a".repeat(MAX_HEAD) + "\r\n\r\n");
    assertThat(client(GET).server(response).whole()).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void aLargeHeadOfManyLinesStays() {
    var get = "GET / HTTP/1.1\r\nHost: a\r\n" + "A: a\r\n".repeat(MAX_HEAD / 6) + "\r\n";
    assertThat(client(get).whole()).isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(get).inPieces(77)).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void aFirstLineWithoutEndStays() {
    assertThat(client("GET /" + "a".repeat(MAX_HEAD)).whole()).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void eachHeadMayHaveTheGreatestSize() {
    var get = get(MAX_HEAD);
    assertThat(client(get).server(NO_CONTENT).thenClient(get).server(NO_CONTENT).whole())
        .isEqualTo(boundary(2));
  }

  private static String get(int size) {
    var rest = size - "GET / HTTP/1.1\r\nHost: a\r\nA: \r\n\r\n".length();
    return "GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(rest) + "\r\n\r\n";
  }
}
