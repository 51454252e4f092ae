package dev.prefork.internal.http.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a client and a server send, in this order.
 *
 * @param exchanges how many exchanges are complete at the end
 * @param closes whether the last of them, or one that is incomplete, ends the connection
 */
record Scenario(List<Step> steps, int exchanges, boolean closes) {

  /** Bytes of one side, as ISO 8859-1. */
  record Step(boolean isClient, String text) {

    @Override
    public String toString() {
      return (isClient ? "client: " : "server: ") + escaped();
    }

    private String escaped() {
      return text.chars().mapToObj(Step::escaped).collect(Collectors.joining());
    }

    private static String escaped(int c) {
      return switch (c) {
        case '\r' -> "\\r";
        case '\n' -> "\\n";
        case '\t' -> "\\t";
        default -> c < ' ' || c > '~' ? "\\x%02x".formatted(c) : Character.toString(c);
      };
    }
  }

  static Step client(String text) {
    return new Step(true, text);
  }

  static Step server(String text) {
    return new Step(false, text);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
