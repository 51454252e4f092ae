package dev.prefork.bench.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.model.Serialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A primary with one worker, which exchange messages as they are ordered to on standard input, and
 * answer with how many they were in a second. Its twin is {@code messages.mjs}.
 */
public final class MessagePeer {
  private static final String LARGE = "x".repeat(1 << 20);

  record Item(String kind, int id, String text) {}

  record Order(String kind, int count, int window) {}

  private MessagePeer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the serialization
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (Cluster.isWorker()) {
      new WorkerSide(Objects.requireNonNull(Cluster.worker()));
      return;
    }
    Serialization serialization = Objects.requireNonNull(Serialization.byName(args[0]));
    Cluster.setupPrimary(settings -> settings.withSerialization(serialization));
    Worker worker = Cluster.fork();
    worker.on(Exit.class, _ -> System.exit(0)); // should it be early, no answer says so
    new PrimarySide(worker).serve();
    worker.kill();
  }

  private static Item item(String kind, int id) {
    return new Item(kind, id, "hello");
  }

  /** Sends, and waits now and then until all is written: the sender sees the back-pressure. */
  private static void send(Worker to, int count, int window, IntFunction<Object> message) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Void> written = to.send(message.apply(i));
      if (i % window == window - 1) {
        written.join();
      }
    }
  }

  private static void post(Worker to, Object message) {
    CompletableFuture<Void> _ = to.send(message); // if it fails, the worker is gone: see Exit
  }

  private static final class PrimarySide {
    private final Worker worker;
    private volatile boolean echoes;
    private volatile CountDownLatch awaited = new CountDownLatch(0);
    private int unsent;
    private int id;

    PrimarySide(Worker worker) {
      this.worker = worker;
      worker.on(Message.class, _ -> received());
    }

    private void received() {
      if (echoes && unsent > 0) {
        unsent--;
        post(worker, item("echo", id++));
      }
      awaited.countDown();
    }

    void serve() throws IOException, InterruptedException {
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] words = line.split(" ", -1);
        int count = Integer.parseInt(words[1]);
        long start = System.nanoTime();
        run(words[0], count, Integer.parseInt(words[2]));
        System.out.println(count / ((System.nanoTime() - start) / 1e9));
      }
    }

    private void run(String measure, int count, int window) throws InterruptedException {
      boolean echo = measure.equals("echo");
      boolean down = measure.startsWith("down");
      unsent = echo ? count - window : 0;
      awaited = new CountDownLatch(down ? 1 : count);
      echoes = echo; // written last, read first
      if (echo) {
        send(worker, window, window, i -> item("echo", i));
      } else {
        post(worker, new Order(measure, count, window));
      }
      if (down) {
        send(worker, count, window, i -> measure.equals("down") ? item("item", i) : LARGE);
      }
      awaited.await();
    }
  }

  private static final class WorkerSide {
    private final Worker self;
    private int uncounted;

    WorkerSide(Worker self) {
      this.self = self;
      self.on(Message.class, message -> received(message.body()));
    }

    private void received(@Nullable Object body) {
      if (!(body instanceof Map<?, ?> fields)) {
        count();
        return;
      }
      switch ((String) fields.get("kind")) {
        case "echo" -> post(self, fields);
        case "item" -> count();
        case "up" ->
            send(self, number(fields, "count"), number(fields, "window"), i -> item("item", i));
        case "up-large" ->
            send(self, number(fields, "count"), number(fields, "window"), _ -> LARGE);
        case null, default -> uncounted = number(fields, "count");
      }
    }

    private static int number(Map<?, ?> fields, String name) {
      return (Integer) Objects.requireNonNull(fields.get(name));
    }

    private void count() {
      if (--uncounted == 0) {
        post(self, "done");
      }
    }
  }
}
