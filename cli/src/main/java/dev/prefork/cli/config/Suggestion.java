package dev.prefork.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which of several names somebody may have meant. */
public final class Suggestion {
  /** No name is as long. */
  private static final int LONGEST = 100;

  private Suggestion() {}

  /**
   * {@return the nearest of the names, if one is near enough to be what was meant}
   *
   * @param typed what was written
   * @param names the right ones
   */
  public static Optional<String> of(String typed, Collection<String> names) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    int max = Math.max(2, typed.length() / 3);
    return names.stream()
        .filter(name -> distance(typed, name) <= max)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** How many characters have to be put in, taken out or exchanged; case does not count. */
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchange = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(exchange, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
