package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by {@code wrk}, one process with one thread for each address of the server. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern FAULT =
      Pattern.compile("Non-2xx|Socket errors: (?!connect 0, read 0, write 0, timeout 0)");

  /**
   * A server that closes without saying so in its answer is a read error of the next request for
   * wrk, which then connects again.
   */
  private static final Pattern FAULT_WHEN_CLOSING =
      Pattern.compile("Non-2xx|Socket errors: (?!connect 0, read \\d+, write 0, timeout 0)");

  /** Few would be spread unevenly by the kernel, which tosses a coin for each. */
  private static final int STAYING = 128;

  private static final int CLOSING = 32;

  private final Path binary;
  private final boolean closing;
  private final int seconds;
  private final List<Process> running = new ArrayList<>();

  private Wrk(Path binary, boolean closing, int seconds) {
    this.binary = binary;
    this.closing = closing;
    this.seconds = seconds;
  }

  /**
   * Begins to send requests.
   *
   * @param closing a connection for each request, otherwise connections stay
   */
  static Wrk start(Path binary, List<String> hosts, int port, boolean closing, int seconds)
      throws IOException {
    Wrk wrk = new Wrk(binary, closing, seconds);
    for (String host : hosts) {
      wrk.start(host, port, (closing ? CLOSING : STAYING) / hosts.size());
    }
    return wrk;
  }

  private void start(String host, int port, int connections) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(binary.toString(), "-t1", "-c" + connections, "-d" + seconds + "s"));
    if (closing) {
      words.addAll(List.of("-H", "Connection: close"));
    }
    words.add("http://" + host + ":" + port + "/");
    running.add(new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  /**
   * Waits for the end.
   *
   * @return answered requests in a second
   * @throws IOException if requests failed
   */
  double rate() throws IOException, InterruptedException {
    double sum = 0;
    for (Process wrk : running) {
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      sum += rate(output, closing ? FAULT_WHEN_CLOSING : FAULT, wrk.waitFor());
    }
    return sum;
  }

  private static double rate(String output, Pattern faulty, int code) throws IOException {
    Matcher rate = RATE.matcher(output);
    Matcher fault = faulty.matcher(output);
    if (code != 0 || !rate.find() || fault.find()) {
      throw new IOException("wrk did not get an answer to every request:\n" + output);
    }
    return Double.parseDouble(rate.group(1));
  }
}
