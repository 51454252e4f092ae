package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk}: one process with one thread per address of the server. */
public final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern FAULT =
      Pattern.compile("Non-2xx|Socket errors: (?!connect 0, read 0, write 0, timeout 0)");

  /**
   * If a server closes a connection without announcing it, wrk counts a read error of the next
   * request and connects again.
   */
  private static final Pattern FAULT_WITH_NEW_CONNECTIONS =
      Pattern.compile("Non-2xx|Socket errors: (?!connect 0, read \\d+, write 0, timeout 0)");

  /** The kernel distributes connections at random, and few of them would be uneven. */
  private static final int KEEP_ALIVE_CONNECTIONS = 128;

  private static final int NEW_CONNECTIONS = 32;

  private final Path binary;
  private final boolean newConnections;
  private final int seconds;
  private final List<Process> running = new ArrayList<>();

  private Wrk(Path binary, boolean newConnections, int seconds) {
    this.binary = binary;
    this.newConnections = newConnections;
    this.seconds = seconds;
  }

  /**
   * Begins to send requests.
   *
   * @param newConnections whether to open a new connection per request, or to use keep-alive
   *     connections
   */
  public static Wrk start(
      Path binary, List<String> hosts, int port, boolean newConnections, int seconds)
      throws IOException {
    Wrk wrk = new Wrk(binary, newConnections, seconds);
    for (String host : hosts) {
      wrk.start(
          host, port, (newConnections ? NEW_CONNECTIONS : KEEP_ALIVE_CONNECTIONS) / hosts.size());
    }
    return wrk;
  }

  private void start(String host, int port, int connections) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(binary.toString(), "-t1", "-c" + connections, "-d" + seconds + "s"));
    if (newConnections) {
      words.addAll(List.of("-H", "Connection: close"));
    }
    words.add("http://" + host + ":" + port + "/");
    running.add(new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  /**
   * Waits for the end of the load.
   *
   * @return the number of answered requests per second
   * @throws IOException if requests failed
   */
  public double rate() throws IOException, InterruptedException {
    double sum = 0;
    for (Process wrk : running) {
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      sum += rate(output, newConnections ? FAULT_WITH_NEW_CONNECTIONS : FAULT, wrk.waitFor());
    }
    return sum;
  }

  private static double rate(String output, Pattern faulty, int code) throws IOException {
    Matcher rate = RATE.matcher(output);
    Matcher fault = faulty.matcher(output);
    if (code != 0 || !rate.find() || fault.find()) {
      throw new IOException("wrk reports failed requests:\n" + output);
    }
    return Double.parseDouble(rate.group(1));
  }
}
