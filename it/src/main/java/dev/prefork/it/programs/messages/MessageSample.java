package dev.prefork.it.programs.messages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record with a component of every type that a message can contain.
 *
 * @param nothing always null
 */
record MessageSample(
    String name,
    int count,
    long large,
    double weight,
    boolean fragile,
    Colour colour,
    List<Item> items,
    Map<String, Double> prices,
    @Nullable String nothing) {

  static final MessageSample SAMPLE =
      new MessageSample(
          "two words, \"quotes\", ü, \u20ac, \ud83d\ude00 and \u0000",
          -7,
          Long.MAX_VALUE,
          0.1,
          true,
          Colour.GREEN,
          List.of(new Item("a", List.of(1, 2)), new Item("", List.of())),
          Map.of("x", 1.5, "y", -1e300),
          null);

  enum Colour {
    RED,
    GREEN
  }

  record Item(String label, List<Integer> sizes) {}
}
