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
  record Item(String kind, int id, String text) {}

  /**
   * What the worker is to send, or to wait for.
   *
   * @param window how many may be on their way
   * @param size of the strings that are sent, or 0 for items
   */
  record Order(String kind, int count, int window, int size) {
    static Order of(Map<?, ?> fields) {
      return new Order(
          (String) Objects.requireNonNull(fields.get("kind")),
          (Integer) Objects.requireNonNull(fields.get("count")),
          (Integer) Objects.requireNonNull(fields.get("window")),
          (Integer) Objects.requireNonNull(fields.get("size")));
    }

    IntFunction<Object> messages() {
      String text = "x".repeat(size);
      return i -> size == 0 ? item("item", i) : text;
    }
  }

  private MessagePeer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the serialization
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Cluster.allowInMessages(Item.class, Order.class); // only asked for if they are not JSON
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
        Order order =
            new Order(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
        long start = System.nanoTime();
        run(order);
        System.out.println(order.count() / ((System.nanoTime() - start) / 1e9));
      }
    }

    private void run(Order order) throws InterruptedException {
      boolean echo = order.kind().equals("echo");
      boolean down = order.kind().equals("down");
      unsent = echo ? order.count() - order.window() : 0;
      awaited = new CountDownLatch(down ? 1 : order.count());
      echoes = echo; // written last, read first
      if (echo) {
        send(worker, order.window(), order.window(), i -> item("echo", i));
      } else {
        post(worker, order);
      }
      if (down) {
        send(worker, order.count(), order.window(), order.messages());
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
      switch (kind(body)) {
        case "echo" -> post(self, Objects.requireNonNull(body));
        case "item" -> count();
        case "up" -> {
          Order order = order(body);
          send(self, order.count(), order.window(), order.messages());
        }
        default -> uncounted = order(body).count();
      }
    }

    /** As JSON records arrive as maps. */
    private static String kind(@Nullable Object body) {
      return switch (body) {
        case Map<?, ?> fields -> (String) Objects.requireNonNull(fields.get("kind"));
        case Item item -> item.kind();
        case Order order -> order.kind();
        case null, default -> "item"; // a string
      };
    }

    private static Order order(@Nullable Object body) {
      return body instanceof Order order
          ? order
          : Order.of((Map<?, ?>) Objects.requireNonNull(body));
    }

    private void count() {
      if (--uncounted == 0) {
        post(self, "done");
      }
    }
  }
}
