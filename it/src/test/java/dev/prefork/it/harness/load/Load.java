package dev.prefork.it.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.servers.HttpAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that ask a server, each again and again, one request at a time, and repeat nothing: what
 * fails has failed.
 */
public final class Load implements AutoCloseable {
  private static final Duration END = Duration.ofMinutes(1);

  private final int port;
  private final String path;
  private final boolean keepAlive;
  private final int[] pauses;
  private final Tally tally = new Tally();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  private Load(int port, String path, boolean keepAlive, int... pauses) {
    this.port = port;
    this.path = path;
    this.keepAlive = keepAlive;
    this.pauses = pauses;
  }

  /** Clients that have a new connection for each request. */
  public static Load onFreshConnections(int clients, int port, String path) {
    return new Load(port, path, false, 0).begin(clients);
  }

  /**
   * Clients that use a connection until the server says or does that it is at its end.
   *
   * @param pauses milliseconds between an answer and the next request, for one client after the
   *     other
   */
  public static Load onKeptConnections(int clients, int port, String path, int... pauses) {
    return new Load(port, path, true, pauses).begin(clients);
  }

  private Load begin(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(Thread.ofPlatform().name("client-" + i).start(client(pauses[i % pauses.length])));
    }
    return this;
  }

  private Client client(int pauseMillis) {
    return new Client(Duration.ofMillis(pauseMillis));
  }

  /** What became of the requests up to now. */
  public Tally tally() {
    return tally;
  }

  /** Waits for so many more answers. */
  public Load awaitAnswers(long count) {
    return awaitTotal(tally.answered() + count);
  }

  /** Waits until there have been so many answers. */
  public Load awaitTotal(long count) {
    assertThat(tally.awaitAnswered(count, Duration.ofMinutes(5).toMillis()))
        .as("%d answers, up to now %s", count, tally)
        .isTrue();
    return this;
  }

  /** Lets every request come to its end. */
  public Tally end() {
    over = true;
    for (Thread client : clients) {
      try {
        assertThat(client.join(END)).as("%s has ended", client.getName()).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return tally;
  }

  @Override
  public void close() {
    end();
  }

  private final class Client implements Runnable {
    private final Duration pause;
    private LoadConnection connection;

    Client(Duration pause) {
      this.pause = pause;
    }

    @Override
    public void run() {
      while (!over) {
        ask();
        Await.rest(pause);
      }
      leave();
    }

    private void ask() {
      boolean reused = connection != null;
      long start = System.nanoTime();
      try {
        if (!reused) {
          connection = LoadConnection.open(port);
        }
        HttpAnswer answer = connection.ask(path, keepAlive ? "" : "Connection: close\r\n");
        tally.answered(System.nanoTime() - start, version(answer));
        proceed(answer);
      } catch (LoadConnection.Failure e) {
        int from = connection == null ? 0 : connection.port();
        tally.failed(new FailedRequest(e.outcome(), reused, from, start, e.getMessage()));
        leave();
      }
    }

    private void proceed(HttpAnswer answer) {
      int served = connection.countAnswerOf(worker(answer));
      if (keepAlive && answer.isLast()) {
        tally.announced(served);
      }
      if (!keepAlive || answer.isLast()) {
        leave();
      }
    }

    private static String worker(HttpAnswer answer) {
      return answer.text().split(" ", 2)[0];
    }

    /** Checks that the answer is meant for this very connection: pid, client, server, version. */
    private String version(HttpAnswer answer) throws LoadConnection.Failure {
      String[] words = answer.text().strip().split(" ", -1);
      if (!answer.isOk() || words.length < 3 || !words[1].equals(connection.address())) {
        String detail = connection.address() + " got " + answer.status() + " " + answer.text();
        throw new LoadConnection.Failure(Outcome.WRONG, detail);
      }
      return words.length == 3 ? "" : words[3];
    }

    private void leave() {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }
  }
}
