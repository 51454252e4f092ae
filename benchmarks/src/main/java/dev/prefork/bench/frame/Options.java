package dev.prefork.bench.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What the command line says.
 *
 * @param names of benchmarks; none means all
 * @param quick only a look
 * @param rounds how many count, or 0 for as many as each benchmark takes for enough
 * @param starts how often the servers are started
 * @param servers which ones are measured
 */
public record Options(
    List<String> names, boolean quick, int rounds, int starts, List<String> servers) {
  private static final List<String> SERVERS = List.of("jdk", "netty", "tomcat");

  /** Reads the words of the command line; if one is wrong, the message says so to a person. */
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
      throw new IllegalArgumentException(option + " needs a value");
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
      // said below
    }
    throw new IllegalArgumentException(option + " wants a number from 1 on, not '" + text + "'");
  }

  private static String oneOf(String kind, String word, List<String> known) {
    if (!known.contains(word)) {
      throw new IllegalArgumentException(
          "there is no " + kind + " '" + word + "', but " + String.join(", ", known));
    }
    return word;
  }
}
