package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Load by {@code request.c}: HTTP requests at a constant rate, none of which is repeated. */
public final class Requests implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final double MICROS = 1000.0;

  /** What clients do with a connection after an answer. */
  public enum Kind {
    NEW("new", "a connection for each request"),
    KEEP("keep", "connections that stay");

    private final String word;
    private final String title;

    Kind(String word, String title) {
      this.word = word;
      this.title = title;
    }

    /** As it is called in tables' names. */
    public String word() {
      return word;
    }

    /** As a reader is told. */
    public String title() {
      return title;
    }
  }

  /**
   * What became of the requests of a window.
   *
   * @param refused connections
   * @param reset connections
   * @param cut connections that ended before or in the answer
   * @param unanswered within five seconds
   * @param wrong answers other than 200
   * @param medianMillis from when an answered request was due to the end of its answer
   * @param slowMillis the 99.9th percentile of the same
   */
  public record Outcome(
      int answered,
      int refused,
      int reset,
      int cut,
      int unanswered,
      int wrong,
      double medianMillis,
      double slowMillis) {

    public int failed() {
      return refused + reset + cut + unanswered + wrong;
    }

    private static Outcome of(String line) throws IOException {
      String[] words = line.split(" ", -1);
      if (words.length != 10) {
        throw new IOException("request.c says '" + line + "'");
      }
      return new Outcome(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]),
          Integer.parseInt(words[4]),
          Integer.parseInt(words[5]),
          Integer.parseInt(words[6]) / MICROS,
          Integer.parseInt(words[8]) / MICROS);
    }
  }

  private final Dialogue clients;

  private Requests(Dialogue clients) {
    this.clients = clients;
  }

  /**
   * Clients that ask nothing yet.
   *
   * @param binary what {@code request.c} was compiled to
   * @param most connections at a time
   */
  public static Requests to(Path binary, int port, Kind kind, int most) throws IOException {
    List<String> command =
        List.of(binary.toString(), HOST, Integer.toString(port), Integer.toString(most), kind.word);
    return new Requests(new Dialogue(new ProcessBuilder(command)));
  }

  /** Begins a window with so many requests in each second, or with 0 for as many as possible. */
  public void begin(double perSecond) throws IOException {
    clients.tell(Double.toString(perSecond));
  }

  /** Ends the window, and waits for the answers that are still missing. */
  public Outcome end() throws IOException {
    return Outcome.of(clients.ask(""));
  }

  /** A window of so many seconds. */
  public Outcome window(double perSecond, double seconds) throws IOException, InterruptedException {
    begin(perSecond);
    Thread.sleep((long) (seconds * 1000));
    return end();
  }

  @Override
  public void close() {
    clients.close();
  }
}
