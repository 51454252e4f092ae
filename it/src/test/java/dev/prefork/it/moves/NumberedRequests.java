package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.RunningCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of {@code HttpWorker}s, each with one connection on which it asks again and again. Each
 * request has a number of its own, and none is repeated. A client whose request fails asks no more.
 */
final class NumberedRequests implements AutoCloseable {
  private final int port;
  private final AtomicInteger last = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger moved = new AtomicInteger();

  /** The pids of the workers that have answered last, by the client's number. */
  private final Map<Integer, Long> workers = new ConcurrentHashMap<>();

  private final Map<Integer, Exception> failures = new ConcurrentHashMap<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  private NumberedRequests(int port) {
    this.port = port;
  }

  /** Returns when all clients have been answered. */
  static NumberedRequests begin(int clients, int port) {
    NumberedRequests requests = new NumberedRequests(port);
    for (int i = 0; i < clients; i++) {
      int client = i;
      requests.clients.add(Thread.ofPlatform().start(() -> requests.run(client)));
    }
    Await.until("all clients are answered", () -> requests.workers.size() == clients);
    return requests;
  }

  private void run(int client) {
    try (KeptClient connection = KeptClient.connect(port)) {
      while (!over) {
        long worker = connection.get("/" + last.incrementAndGet());
        Long before = workers.put(client, worker);
        answered.incrementAndGet();
        if (before != null && before != worker) {
          moved.incrementAndGet();
        }
      }
    } catch (IOException | RuntimeException e) {
      failures.put(client, e);
    }
  }

  /** Waits until a connection has been seen to move. */
  void awaitMove() {
    Await.until("a connection moves", () -> moved.get() > 0);
  }

  /** Waits for so many more answers. */
  void awaitAnswers(int count) {
    int before = answered.get();
    Await.until(count + " answers", () -> answered.get() >= before + count);
  }

  /**
   * Waits until each client has been answered by one of some workers, or its request has failed.
   */
  void awaitAllServedBy(List<Long> pids) {
    Await.until(
        "all are served by " + pids,
        () ->
            workers.entrySet().stream()
                .allMatch(e -> failures.containsKey(e.getKey()) || pids.contains(e.getValue())));
  }

  /** Ends the clients; returns the last worker of each one whose request failed, by its number. */
  Map<Integer, Long> end() {
    close();
    Map<Integer, Long> failed = new ConcurrentHashMap<>(workers);
    failed.keySet().retainAll(failures.keySet());
    return failed;
  }

  /** Why requests have failed. */
  Map<Integer, Exception> failures() {
    return failures;
  }

  /** No worker may have executed a request that another one has. */
  static void assertServedOnce(RunningCluster cluster) {
    List<String> numbers =
        cluster.lines("served ").stream().map(line -> line.split(" ", 3)[2]).toList();
    assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
  }

  @Override
  public void close() {
    over = true;
    try {
      for (Thread client : clients) {
        assertThat(client.join(Duration.ofMinutes(1))).isTrue();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
