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

/** Chunked bodies, which both sides read the same way. */
class ChunkTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private static Outcome outcomeOfRequest(String body) {
    return client("POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + body).server(OK).outcome();
  }

  private static Outcome outcomeOfResponse(String body) {
    return client(GET).server("HTTP/1.1 200 OK\r\n" + CHUNKED + body).outcome();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "00000000\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "00005\r\nhello\r\n0\r\n\r\n",
        "a\r\n0123456789\r\n0\r\n\r\n",
        "A\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
        "1\r\na\r\n1\r\nb\r\n0\r\n\r\n",
        "0\r\nTrailer: a\r\n\r\n",
        "0\r\nA: a\r\nB:\r\n\r\n",
        "2\r\n\r\n\r\n0\r\n\r\n",
      })
  void chunksAreReadToTheLastOne(String body) {
    assertThat(outcomeOfRequest(body)).isEqualTo(boundary(1));
    assertThat(outcomeOfResponse(body)).isEqualTo(boundary(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5\r\nhello", "5\r\nhello\r\n0", "0\r\n", "0\r\nA: a\r\n\r"})
  void aBodyWithoutLastChunkIsIncomplete(String body) {
    assertThat(client("POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + body).outcome())
        .isEqualTo(underWay(0));
    assertThat(outcomeOfResponse(body)).isEqualTo(underWay(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5;a=b\r\nhello\r\n0\r\n\r\n",
        "5;\r\nhello\r\n0\r\n\r\n",
        "5 ;a\r\nhello\r\n0\r\n\r\n",
        "5;\nhello\r\n0\r\n\r\n",
        "0;a=\"\r\n\"\r\n\r\n",
        "0;a\r\n\r\n",
      })
  void extensionsStay(String body) {
    assertBothSidesStay(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5\t\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "-0\r\n\r\n",
        "g\r\n\r\n",
        "5_0\r\n\r\n",
        "\u00d9\u00a0\r\n\r\n",
        "\u00b2\r\n\r\n",
        "0\u0000\r\n\r\n",
        "000000000\r\n\r\n",
        "100000005\r\nhello\r\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n\r\n",
      })
  void aSizeThatIsNotOneToEightDigitsStays(String body) {
    assertBothSidesStay(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nhello\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello \r\n0\r\n\r\n",
        "4\r\nhello\r\n0\r\n\r\n",
        "6\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n\r\n0\r\n\r\n",
        "0\n\r\n",
        "0\r\n\n",
        "0\r\r\n",
        "0\r\n\rx",
      })
  void aPartThatCrLfDoesNotEndStays(String body) {
    assertBothSidesStay(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n",
        "content-length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Host: b\r\n",
        "Connection: close\r\n",
        "A : a\r\n",
        "A: a\r\n b\r\n",
        "A: a\n",
        "A: \u0000\r\n",
        "GET / HTTP/1.1\r\n",
        " \r\n",
      })
  void trailersThatTwoParsersCouldReadInTwoWaysStay(String trailers) {
    assertBothSidesStay("0\r\n" + trailers + "\r\n");
    assertBothSidesStay("0\r\nX: x\r\n" + trailers + "\r\n");
  }

  private static void assertBothSidesStay(String body) {
    assertThat(outcomeOfRequest(body)).isEqualTo(stay(StayReason.FRAMING));
    assertThat(outcomeOfResponse(body)).isEqualTo(stay(StayReason.FRAMING));
  }

  @Test
  void trailersAreNotLargerThanAHead() {
    var post = "POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + "0\r\n";
    var trailer = "A: " + "a".repeat(64 * 1024 - 7);
    assertThat(client(post + trailer + "\r\n\r\n").server(OK).whole()).isEqualTo(boundary(1));
    assertThat(client(post + trailer + "a\r\n\r\n").server(OK).whole())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  /** Some parsers read larger sizes as negative numbers. */
  @Test
  void aChunkIsNotLargerThanAnInt() {
    assertThat(outcomeOfResponse("7fffffff\r\nhello")).isEqualTo(underWay(0));
    assertBothSidesStay("80000000\r\nhello");
    assertBothSidesStay("ffffffff\r\nhello");
  }
}
