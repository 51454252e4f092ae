package dev.prefork.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.StayReason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ExchangesTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Exchanges exchanges = new Exchanges();

  @Test
  void theBytesBetweenPositionAndLimitAreTakenAndTheBufferIsLeftAsItIs() {
    ByteBuffer request = bytes("xx" + GET + "yy").position(2).limit(2 + GET.length());
    assertThat(exchanges.request(request)).isEqualTo(GET.length());
    assertThat(request.position()).isEqualTo(2);
    ByteBuffer response = bytes("HT" + OK + "zz").position(2).limit(2 + OK.length());
    exchanges.response(response);
    assertThat(response.position()).isEqualTo(2);
    assertThat(exchanges.isBoundary()).isTrue();
    assertThat(exchanges.count()).isEqualTo(1);
  }

  @Test
  void aSecondRequestIsLeftUntilTheFirstHasItsResponse() {
    assertThat(exchanges.request(bytes(GET + GET))).isEqualTo(GET.length());
    assertThat(exchanges.isRequestComplete()).isTrue();
    assertThat(exchanges.request(bytes(GET))).isZero();
    exchanges.response(bytes(OK));
    assertThat(exchanges.isRequestComplete()).isFalse();
    assertThat(exchanges.isBoundary()).isTrue();
    assertThat(exchanges.request(bytes(GET))).isEqualTo(GET.length());
    assertThat(exchanges.isBoundary()).isFalse();
    exchanges.response(bytes(OK));
    assertThat(exchanges.count()).isEqualTo(2);
  }

  @Test
  void noBytesChangeNothing() {
    assertThat(exchanges.request(bytes(""))).isZero();
    exchanges.response(bytes(""));
    assertThat(exchanges.isBoundary()).isTrue();
    assertThat(exchanges.stays()).isNull();
  }

  @Test
  void aConnectionThatStaysTakesAllBytesAndStaysForTheFirstReason() {
    exchanges.request(bytes("no HTTP\r\n"));
    assertThat(exchanges.request(bytes(GET + GET))).isEqualTo(2 * GET.length());
    exchanges.response(bytes(OK));
    assertThat(exchanges.stays()).isEqualTo(StayReason.PROTOCOL);
    assertThat(exchanges.isBoundary()).isFalse();
    assertThat(exchanges.count()).isZero();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }
}
