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

/** Where requests end, and what request smuggling is made of. */
class RequestBodyTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String LENGTH = "Content-Length: 5\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "content-length: 5\r\n\r\nhello",
        "CONTENT-LENGTH:5\r\n\r\nhello",
        "Content-Length: \t5\t \r\n\r\nhello",
        "Content-Length: 000000000000000005\r\n\r\n\r\n\r\n\n",
        "Content-Length: 0\r\n\r\n",
        "\r\n",
      })
  void aBodyHasTheGivenLength(String rest) {
    assertThat(client(POST + rest).server(OK).outcome()).isEqualTo(boundary(1));
    assertThat(client(POST + rest + GET).server(OK).server(OK).outcome()).isEqualTo(boundary(2));
  }

  @Test
  void aBodyThatIsIncompleteIsNoBoundary() {
    assertThat(client(POST + LENGTH + "\r\nhell").outcome()).isEqualTo(underWay(0));
    assertThat(client(POST + "Content-Length: 999999999999999999\r\n\r\nhell").outcome())
        .isEqualTo(underWay(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+5",
        "-5",
        "0x5",
        "5,5",
        "5, 5",
        "5 5",
        "5;",
        "5.0",
        "5e0",
        "five",
        "\"5\"",
        "\u00d9\u00a3",
        "\u00b2",
        "1000000000000000000",
        "0000000000000000005",
        "18446744073709551621",
      })
  void aLengthThatIsNotOneToEighteenDigitsStays(String length) {
    var response = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello";
    assertThat(client(POST + "Content-Length: " + length + "\r\n\r\nhello").outcome())
        .isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(GET).server(response).outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 0\r\ncontent-length: 5\r\n",
        "Content-Length: 5\r\nA: a\r\nCONTENT-LENGTH: 0\r\n",
        "Content-Length: 5\r\nContent-Length:\r\n",
      })
  void aBodyOfTwoLengthsStays(String headers) {
    assertBothSidesStay(headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nA: a\r\ncontent-length: 5\r\n",
        "transfer-encoding: chunked\r\nContent-Length: 0\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: identity\r\n",
      })
  void aBodyWithLengthAndChunksStays(String headers) {
    assertBothSidesStay(headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity, chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: chunked,\r\n",
        "Transfer-Encoding: ,chunked\r\n",
        "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: 'chunked'\r\n",
        "Transfer-Encoding: chunked \u00a0\r\n",
        "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding: chun ked\r\n",
        "Transfer-Encoding: chun\u00e2\u0084\u00aaed\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: x\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
        "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-encoding: identity\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: X\nTransfer-Encoding: chunked\r\n",
        "X: X\rTransfer-Encoding: chunked\r\n",
      })
  void aCodingOtherThanChunkedOnceStays(String headers) {
    assertBothSidesStay(headers);
  }

  private static void assertBothSidesStay(String headers) {
    assertThat(client(POST + headers + "\r\n0\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.FRAMING));
    assertThat(client(GET).server("HTTP/1.1 200 OK\r\n" + headers + "\r\n0\r\n\r\n").outcome())
        .isEqualTo(stay(StayReason.FRAMING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", "\tchunked ", " chunked\t"})
  void chunksEndWithAnEmptyOne(String coding) {
    var post = POST + "Transfer-Encoding:" + coding + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    assertThat(client(post).server(OK).outcome()).isEqualTo(boundary(1));
    assertThat(client(post + GET).server(OK).server(OK).outcome()).isEqualTo(boundary(2));
  }

  @Test
  void chunksInHttp10Stay() {
    var post = "POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + CHUNKED + "\r\n0\r\n\r\n";
    assertThat(client(post).outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  /** A front end that reads the length, and a server that reads chunks. */
  @Test
  void clTeStays() {
    var post = POST + "Content-Length: 6\r\n" + CHUNKED + "\r\n0\r\n\r\nG";
    assertThat(client(post).server(OK).outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  /** A front end that reads chunks, and a server that reads the length. */
  @Test
  void teClStays() {
    var post = POST + CHUNKED + "Content-Length: 4\r\n\r\n5c\r\nGPOST / HTTP/1.1\r\n0\r\n\r\n";
    assertThat(client(post).server(OK).outcome()).isEqualTo(stay(StayReason.FRAMING));
  }

  /** A server that reads no body of a GET would read it as a request, and answer twice. */
  @Test
  void theBodyOfAGetIsABody() {
    var get = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + GET.length() + "\r\n\r\n" + GET;
    assertThat(client(get).server(OK).outcome()).isEqualTo(boundary(1));
    assertThat(client(get).server(OK + OK).outcome()).isEqualTo(stay(StayReason.PROTOCOL, 1));
  }

  @Test
  void pipelinedRequestsAreTakenOneByOne() {
    var post = POST + LENGTH + "\r\nhello";
    assertThat(client(GET + post + GET).outcome()).isEqualTo(underWay(0));
    assertThat(client(GET + post + GET).server(OK).outcome()).isEqualTo(underWay(1));
    assertThat(client(GET + post + GET).server(OK).server(OK).server(OK).outcome())
        .isEqualTo(boundary(3));
  }
}
