package dev.prefork.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a misspelled one was probably meant to be. */
final class Suggestion {
  /** No name is as long. */
  private static final int MAX_LENGTH = 100;

  private Suggestion() {}

  /**
   * Finds the nearest of several names.
   *
   * @param typed the misspelled name
   * @param names the known names
   * @return empty if no name is near enough
   */
  static Optional<String> of(String typed, Collection<String> names) {
    if (typed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int limit = Math.max(2, typed.length() / 3);
    return names.stream()
        .filter(name -> distance(typed, name) <= limit)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** The number of characters to insert, delete or replace, regardless of case. */
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
