package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Load by {@code connect.c}: clients that connect, for HTTP send a request, wait for the answer,
 * and close.
 *
 * @param service what they want
 * @param binary what it was compiled to
 * @param clients how many there are at a time, where they do as much as they can
 */
public record Connect(Path binary, Service service, int clients) {
  private static final String HOST = "127.0.0.1";

  /**
   * What became of the connections.
   *
   * @param perSecond those that got an answer
   * @param failed those that did not
   * @param medianMicros from when a connection should have begun to its first byte
   * @param slowMicros the 99th percentile of the same
   * @param shares who served them
   */
  public record Outcome(
      double perSecond, long failed, int medianMicros, int slowMicros, Shares shares) {}

  /** The same with so many clients at a time. */
  public Connect with(int count) {
    return new Connect(binary, service, count);
  }

  /** As many as possible. */
  public Outcome most(int port, double seconds) throws IOException, InterruptedException {
    return run(port, seconds, 0);
  }

  /** So many in each second. */
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
    if (service == Service.HTTP) {
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

  private static Shares shares(List<String> words) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String word : words) {
      int end = word.lastIndexOf('=');
      counts.put(word.substring(0, end), Long.parseLong(word.substring(end + 1)));
    }
    return new Shares(counts);
  }

  private static Outcome outcome(String[] words, double seconds) {
    return new Outcome(
        Double.parseDouble(words[0]) / seconds,
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        shares(List.of(words).subList(4, words.length)));
  }
}
