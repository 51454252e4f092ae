package dev.prefork.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client and a server send in turn. It goes through {@link Exchanges} as in a relay. */
final class Dialog {
  private record Part(boolean isClient, String text) {}

  private final List<Part> parts = new ArrayList<>();

  static Dialog client(String text) {
    return new Dialog().thenClient(text);
  }

  Dialog thenClient(String text) {
    parts.add(new Part(true, text));
    return this;
  }

  Dialog server(String text) {
    parts.add(new Part(false, text));
    return this;
  }

  /** The outcome, which is the same wherever a part is split in two, and for single bytes. */
  Outcome outcome() {
    var whole = whole();
    var length = parts.stream().mapToInt(part -> part.text().length()).max().orElseThrow();
    for (int at = 1; at < length; at++) {
      assertThat(splitAt(at)).as("split at %d", at).isEqualTo(whole);
    }
    assertThat(inPieces(1)).as("single bytes").isEqualTo(whole);
    return whole;
  }

  /** The outcome of unsplit parts. */
  Outcome whole() {
    return inPieces(Integer.MAX_VALUE);
  }

  Outcome inPieces(int size) {
    var relay = new Relay();
    for (var part : parts) {
      var text = part.text();
      for (int at = 0; at < text.length(); at += Math.min(size, text.length() - at)) {
        relay.take(part, text.substring(at, at + Math.min(size, text.length() - at)));
      }
    }
    return Outcome.of(relay.exchanges);
  }

  private Outcome splitAt(int at) {
    var relay = new Relay();
    for (var part : parts) {
      var middle = Math.min(at, part.text().length());
      relay.take(part, part.text().substring(0, middle));
      relay.take(part, part.text().substring(middle));
    }
    return Outcome.of(relay.exchanges);
  }

  /** Keeps the bytes of later requests back. */
  private static final class Relay {
    private final Exchanges exchanges = new Exchanges();
    private String kept = "";

    void take(Part part, String text) {
      if (part.isClient()) {
        kept += text;
      } else {
        exchanges.response(bytes(text));
      }
      kept = kept.substring(exchanges.request(bytes(kept)));
    }

    private static ByteBuffer bytes(String text) {
      return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
  }
}
