package dev.prefork.bench.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The options of the command line.
 *
 * @param names the benchmarks to run; none means all
 * @param quick whether to check only that the benchmarks work
 * @param rounds how many rounds count, or 0 for the default of each benchmark
 * @param starts how often to start the servers, or 0 for the default
 * @param servers the servers to measure
 */
public record Options(
    List<String> names, boolean quick, int rounds, int starts, List<String> servers) {
  private static final List<String> SERVERS = List.of("jdk", "netty", "tomcat");

  /**
   * Parses the arguments of the command line.
   *
   * @param known the names of all benchmarks
   * @throws IllegalArgumentException with a message for the user if an argument is invalid
   */
  public static Options of(String[] words, List<String> known) {
    List<String> names = new ArrayList<>();
    boolean quick = false;
    int rounds = 0;
    int starts = 0;
    List<String> servers = SERVERS;
    for (Iterator<String> left = Arrays.asList(words).iterator(); left.hasNext(); ) {
      String word = left.next();
      switch (word) {
        case "--quick" -> quick = true;
        case "--rounds" -> rounds = number(word, value(word, left));
        case "--starts" -> starts = number(word, value(word, left));
        case "--server" -> servers = List.of(oneOf("server", value(word, left), SERVERS));
        default -> names.add(oneOf("benchmark", word, known));
      }
    }
    return new Options(names, quick, rounds, starts, servers);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new IllegalArgumentException("missing value of " + option);
    }
    return left.next();
  }

  private static int number(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "invalid value '" + text + "' of " + option + ": expected a number from 1");
  }

  private static String oneOf(String kind, String word, List<String> known) {
    if (!known.contains(word)) {
      throw new IllegalArgumentException(
          "unknown " + kind + " '" + word + "': expected one of " + String.join(", ", known));
    }
    return word;
  }
}
