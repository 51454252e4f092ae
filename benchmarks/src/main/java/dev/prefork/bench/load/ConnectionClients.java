package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients that connect, send a request if the service is HTTP, wait for the answer, and close. They
 * run in the program {@code connect.c}.
 *
 * @param binary the compiled program
 * @param http whether to send a request
 * @param clients the number of clients for {@link #most}
 */
public record ConnectionClients(Path binary, boolean http, int clients) {
  private static final String HOST = "127.0.0.1";

  /**
   * The results of one load.
   *
   * @param perSecond the number of answered connections per second
   * @param failed the number of connections without an answer
   * @param medianMicros the median time from when a connection was due to its first byte
   * @param slowMicros the 99th percentile of that time
   * @param distribution how many connections each process served
   */
  public record Outcome(
      double perSecond, long failed, int medianMicros, int slowMicros, Distribution distribution) {}

  /** {@return the same with another number of clients} */
  public ConnectionClients with(int count) {
    return new ConnectionClients(binary, http, count);
  }

  /** Opens as many connections as the clients can. */
  public Outcome most(int port, double seconds) throws IOException, InterruptedException {
    return run(port, seconds, 0);
  }

  /** Opens connections at a constant rate. */
  public Outcome atRate(int port, double seconds, double perSecond)
      throws IOException, InterruptedException {
    return run(port, seconds, perSecond);
  }

  private Outcome run(int port, double seconds, double rate)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(binary.toString(), HOST));
    words.add(Integer.toString(port));
    words.add(Double.toString(seconds));
    words.add(Integer.toString(clients));
    words.add(Double.toString(rate));
    if (http) {
      words.add("http");
    }
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    String[] numbers = output.split(" ", -1);
    if (process.waitFor() != 0 || numbers.length < 4) {
      throw new IOException(binary + " failed: '" + output + "'");
    }
    return outcome(numbers, seconds);
  }

  private static Distribution distribution(List<String> words) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String word : words) {
      int end = word.lastIndexOf('=');
      counts.put(word.substring(0, end), Long.parseLong(word.substring(end + 1)));
    }
    return new Distribution(counts);
  }

  private static Outcome outcome(String[] words, double seconds) {
    return new Outcome(
        Double.parseDouble(words[0]) / seconds,
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        distribution(List.of(words).subList(4, words.length)));
  }
}
