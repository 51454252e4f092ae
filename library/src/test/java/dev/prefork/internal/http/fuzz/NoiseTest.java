package dev.prefork.internal.http.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.http.Exchanges;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seed is fixed: a failure is the same on every machine. */
class NoiseTest {
  private static final int ROUNDS = 2_000;
  private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);

  private final Random random = new Random(20261120);

  @Test
  void randomBytesAreNoExchange() {
    for (int i = 0; i < ROUNDS; i++) {
      Exchanges exchanges = new Exchanges();
      assertThat(exchanges.request(noise())).isEqualTo(100);
      assertThat(exchanges.isBoundary()).isFalse();
      exchanges.response(noise());
      assertThat(exchanges.stays()).isNotNull();
    }
  }

  @Test
  void randomBytesAreNoResponse() {
    for (int i = 0; i < ROUNDS; i++) {
      Exchanges exchanges = new Exchanges();
      exchanges.request(ByteBuffer.wrap(REQUEST));
      exchanges.response(noise());
      assertThat(exchanges.isBoundary()).isFalse();
      assertThat(exchanges.count()).isZero();
    }
  }

  private ByteBuffer noise() {
    byte[] bytes = new byte[100];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
