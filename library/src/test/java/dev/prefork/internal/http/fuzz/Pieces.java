package dev.prefork.internal.http.fuzz;

import dev.prefork.internal.http.fuzz.Scenario.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Cuts what each side sends at random places, as reads from sockets do. */
final class Pieces {
  private final Random random;

  Pieces(Random random) {
    this.random = random;
  }

  List<Step> of(List<Step> steps) {
    var pieces = new ArrayList<Step>();
    for (var step : steps) {
      var text = step.text();
      for (int from = 0, to; from < text.length(); from = to) {
        to = random.nextBoolean() ? text.length() : from + 1 + random.nextInt(text.length() - from);
        pieces.add(new Step(step.isClient(), text.substring(from, to)));
      }
    }
    return pieces;
  }

  /** Lets a side send a piece before the other side has sent all of its pieces. */
  void interleave(List<Step> pieces) {
    if (pieces.size() > 1) {
      var at = random.nextInt(pieces.size() - 1);
      Collections.swap(pieces, at, at + 1);
    }
  }
}
