package dev.prefork.internal.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.codec.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seed is fixed: a failure is the same on every machine. */
class JsonFuzzTest {

  private static final int ROUNDS = 100_000;

  private static final byte[] TOKENS = "{}[]\",:\\/0123456789eE-+.truefalsnu \n\t".getBytes(UTF_8);

  private static final List<String> GOOD =
      List.of(
          "{\"type\":\"job\",\"id\":123,\"name\":\"abc\",\"tags\":[\"a\",\"b\"]}",
          "[1.5e3,-7,0,true,false,null,\"\\u00e9\\n日\",{\"x\":{}},[[[]]],12345678901234567890]",
          "\"Grüße 😀 \\ud83d\"",
          "\"plain\"",
          " -0.25e-10 ",
          "{\"\":\"\",\"\":[{},{\"😀\":1e400}]}");

  private final Random random = new Random(20261120);

  @Test
  void aMutatedDocumentIsReadOrRefusedAndNothingElse() {
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] mutant = mutate(GOOD.get(random.nextInt(GOOD.size())).getBytes(UTF_8));
      refused += isRefused(mutant) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 4, ROUNDS * 99 / 100);
  }

  private byte[] mutate(byte[] bytes) {
    byte[] mutant = bytes;
    for (int changes = random.nextInt(4); changes >= 0 && mutant.length > 0; changes--) {
      mutant = changed(mutant, random.nextInt(mutant.length));
    }
    return mutant;
  }

  private byte[] changed(byte[] bytes, int at) {
    int other = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = TOKENS[random.nextInt(TOKENS.length)];
      case 2 -> bytes[at] = bytes[other];
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + at);
        System.arraycopy(bytes, 0, longer, bytes.length, at);
        return longer;
      }
    }
    return bytes;
  }

  /** What is read must also survive the way back: the encoder and the decoder agree. */
  private static boolean isRefused(byte[] json) {
    Object value;
    try {
      value = Json.decode(json);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, json.length);
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("for " + new String(json, UTF_8), e);
    }
    assertThat(roundTrip(value)).isEqualTo(value);
    return false;
  }

  private static Object roundTrip(Object value) {
    try {
      return Json.decode(Json.encode(value));
    } catch (MalformedMessageException e) {
      throw new AssertionError("cannot read what was written for " + value, e);
    }
  }
}
