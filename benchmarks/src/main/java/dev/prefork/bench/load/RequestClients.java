package dev.prefork.bench.load;

import dev.prefork.bench.harness.CommandProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Clients that send HTTP requests at a constant rate, or with a constant pause, without retries:
 * the program {@code request.c}.
 */
public final class RequestClients implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final double MICROS = 1000.0;

  /** Whether clients reuse a connection after an answer. */
  public enum Kind {
    NEW_CONNECTION("new-connection", "new connection per request"),
    KEEP_ALIVE("keep-alive", "keep-alive connections");

    private final String id;
    private final String title;

    Kind(String id, String title) {
      this.id = id;
      this.title = title;
    }

    /** {@return the name in the ids of tables} */
    public String id() {
      return id;
    }

    /** {@return the name for readers} */
    public String title() {
      return title;
    }
  }

  /**
   * The results of a period, mostly numbers of requests.
   *
   * @param answered with status 200
   * @param refused because the connection was refused
   * @param reset because the connection was reset
   * @param cut because the connection ended before the whole answer
   * @param unanswered without an answer within five seconds
   * @param wrong with an answer other than 200
   * @param medianMillis the median time from when a request was due to the end of its answer
   * @param slowMillis the 99.9th percentile of that time
   * @param slowestMillis the longest of these times
   * @param opened the number of connections that were opened
   */
  public record Outcome(
      int answered,
      int refused,
      int reset,
      int cut,
      int unanswered,
      int wrong,
      double medianMillis,
      double slowMillis,
      double slowestMillis,
      int opened) {

    /** {@return the number of failed requests} */
    public int failed() {
      return refused + reset + cut + unanswered + wrong;
    }

    private static Outcome of(String line) throws IOException {
      String[] words = line.split(" ", -1);
      if (words.length != 11) {
        throw new IOException("unexpected output of request.c: '" + line + "'");
      }
      return new Outcome(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]),
          Integer.parseInt(words[4]),
          Integer.parseInt(words[5]),
          Integer.parseInt(words[6]) / MICROS,
          Integer.parseInt(words[8]) / MICROS,
          Integer.parseInt(words[9]) / MICROS,
          Integer.parseInt(words[10]));
    }
  }

  private final CommandProcess clients;

  private RequestClients(CommandProcess clients) {
    this.clients = clients;
  }

  /**
   * Starts clients, which send nothing yet.
   *
   * @param binary the compiled program
   * @param most the maximum number of connections at a time
   */
  public static RequestClients to(Path binary, int port, Kind kind, int most) throws IOException {
    List<String> command =
        List.of(binary.toString(), HOST, Integer.toString(port), Integer.toString(most), kind.id);
    return new RequestClients(new CommandProcess(new ProcessBuilder(command)));
  }

  /** Begins a period with a rate of requests, or with 0 for as many as possible. */
  public void begin(double perSecond) throws IOException {
    clients.send(Double.toString(perSecond));
  }

  /** Begins a period in which each connection pauses between an answer and its next request. */
  public void beginWithPauses(int millis) throws IOException {
    clients.send("pause " + millis * 1000);
  }

  /** Ends the period, and waits for outstanding answers. */
  public Outcome end() throws IOException {
    return Outcome.of(clients.ask(""));
  }

  /** Sends requests for a number of seconds. */
  public Outcome run(double perSecond, double seconds) throws IOException, InterruptedException {
    begin(perSecond);
    Thread.sleep((long) (seconds * 1000));
    return end();
  }

  /** Sends requests with pauses for a number of seconds. */
  public Outcome runWithPauses(int millis, double seconds)
      throws IOException, InterruptedException {
    beginWithPauses(millis);
    Thread.sleep((long) (seconds * 1000));
    return end();
  }

  @Override
  public void close() {
    clients.close();
  }
}
