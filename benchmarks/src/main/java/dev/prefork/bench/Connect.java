package dev.prefork.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Load by {@code connect.c}: clients that connect, wait for the first bytes, and close. */
record Connect(Path binary) {
  private static final int CLIENTS = 32;
  private static final String HOST = "127.0.0.1";

  /**
   * What became of the connections.
   *
   * @param perSecond those that got an answer
   * @param failed those that did not
   * @param medianMicros from when a connection should have begun to its first byte
   * @param slowMicros the 99th percentile of the same
   * @param served by how many processes
   * @param rarest what the one that served fewest did
   * @param frequent what the one that served most did
   */
  record Outcome(
      double perSecond,
      long failed,
      int medianMicros,
      int slowMicros,
      int served,
      long rarest,
      long frequent) {}

  /** As many as possible. */
  Outcome most(int port, int seconds) throws IOException, InterruptedException {
    return run(port, seconds, 0);
  }

  /** So many in each second. */
  Outcome atRate(int port, int seconds, double perSecond) throws IOException, InterruptedException {
    return run(port, seconds, perSecond);
  }

  private Outcome run(int port, int seconds, double rate) throws IOException, InterruptedException {
    Process clients =
        new ProcessBuilder(
                List.of(
                    binary.toString(),
                    HOST,
                    Integer.toString(port),
                    Integer.toString(seconds),
                    Integer.toString(CLIENTS),
                    Double.toString(rate)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output =
        new String(clients.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    String[] words = output.split(" ", -1);
    if (clients.waitFor() != 0 || words.length != 7) {
      throw new IOException(binary + " failed: '" + output + "'");
    }
    return new Outcome(
        Double.parseDouble(words[0]) / seconds,
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]));
  }
}
