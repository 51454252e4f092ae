package dev.prefork.internal.http.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.prefork.internal.http.Exchanges;
import dev.prefork.internal.http.fuzz.Scenario.Step;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;

/** Gives the bytes of a connection to {@link Exchanges}, and gives what was taken to others. */
final class Relay {
  final Exchanges exchanges = new Exchanges();
  private final List<Reference> references = List.of(new NettyReference(), new JettyReference());
  private String kept = "";
  private int boundaries;

  /** Returns what the others object to the boundaries so far; empty if nothing. */
  String play(List<Step> pieces) {
    var objections = "";
    for (int i = 0; i < pieces.size() && exchanges.stays() == null && objections.isEmpty(); i++) {
      take(pieces.get(i));
      objections = exchanges.isBoundary() && exchanges.count() > boundaries ? compare() : "";
      takeKept();
    }
    return objections;
  }

  /** The number of boundaries that were compared. */
  int boundaries() {
    return boundaries;
  }

  private void take(Step piece) {
    if (piece.isClient()) {
      kept += piece.text();
    } else {
      var bytes = piece.text().getBytes(ISO_8859_1);
      exchanges.response(ByteBuffer.wrap(bytes));
      compared().forEach(reference -> reference.response(bytes));
    }
  }

  /** The bytes of later requests wait until the response has ended. */
  private void takeKept() {
    var bytes = kept.getBytes(ISO_8859_1);
    var taken = exchanges.request(ByteBuffer.wrap(bytes));
    if (taken > 0) {
      var request = ByteBuffer.wrap(bytes).slice(0, taken);
      compared().forEach(reference -> reference.request(copy(request)));
    }
    kept = kept.substring(taken);
  }

  /** If the connection stays, there is nothing more to compare. */
  private List<Reference> compared() {
    return exchanges.stays() == null ? references : List.of();
  }

  private static byte[] copy(ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.get(0, copy);
    return copy;
  }

  private String compare() {
    boundaries = exchanges.count();
    return references.stream()
        .map(reference -> reference.objections(exchanges.count()))
        .filter(objection -> !objection.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
