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
 * A primary with one worker that exchange messages. It reads commands from standard input, and
 * answers each with the number of messages per second. {@code messages.mjs} does the same on Node.
 */
public final class MessageProgram {
  record Item(String kind, int id, String text) {}

  /**
   * A command: which messages to exchange.
   *
   * @param kind "echo", "up" or "down"
   * @param count the number of messages
   * @param window how many messages may be in flight
   * @param size the length of the strings to send, or 0 for items
   */
  record Command(String kind, int count, int window, int size) {
    static Command of(Map<?, ?> fields) {
      return new Command(
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

  private MessageProgram() {}

  /**
   * Runs commands until the end of standard input.
   *
   * @param args the serialization
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Cluster.allowInMessages(Item.class, Command.class); // has no effect on JSON
    if (Cluster.isWorker()) {
      new WorkerSide(Objects.requireNonNull(Cluster.worker()));
      return;
    }
    Serialization serialization = Objects.requireNonNull(Serialization.byName(args[0]));
    Cluster.setupPrimary(settings -> settings.withSerialization(serialization));
    Worker worker = Cluster.fork();
    worker.on(
        Exit.class,
        _ -> System.exit(0)); // if the worker exits early, the missing answer is the error
    new PrimarySide(worker).serve();
    worker.kill();
  }

  private static Item item(String kind, int id) {
    return new Item(kind, id, "hello");
  }

  /** Sends messages, and after each window waits until they are written: back-pressure. */
  private static void send(Worker to, int count, int window, IntFunction<Object> message) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Void> written = to.send(message.apply(i));
      if (i % window == window - 1) {
        written.join();
      }
    }
  }

  private static void post(Worker to, Object message) {
    CompletableFuture<Void> _ = to.send(message); // fails only if the worker has exited: see Exit
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
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ", -1);
        Command command =
            new Command(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
        long start = System.nanoTime();
        run(command);
        System.out.println(command.count() / ((System.nanoTime() - start) / 1e9));
      }
    }

    private void run(Command command) throws InterruptedException {
      boolean echo = command.kind().equals("echo");
      boolean down = command.kind().equals("down");
      unsent = echo ? command.count() - command.window() : 0;
      awaited = new CountDownLatch(down ? 1 : command.count());
      echoes = echo; // written last, read first
      if (echo) {
        send(worker, command.window(), command.window(), i -> item("echo", i));
      } else {
        post(worker, command);
      }
      if (down) {
        send(worker, command.count(), command.window(), command.messages());
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
          Command command = command(body);
          send(self, command.count(), command.window(), command.messages());
        }
        default -> uncounted = command(body).count();
      }
    }

    /** With JSON, records arrive as maps. */
    private static String kind(@Nullable Object body) {
      return switch (body) {
        case Map<?, ?> fields -> (String) Objects.requireNonNull(fields.get("kind"));
        case Item item -> item.kind();
        case Command command -> command.kind();
        case null, default -> "item"; // a string
      };
    }

    private static Command command(@Nullable Object body) {
      return body instanceof Command command
          ? command
          : Command.of((Map<?, ?>) Objects.requireNonNull(body));
    }

    private void count() {
      if (--uncounted == 0) {
        post(self, "done");
      }
    }
  }
}
