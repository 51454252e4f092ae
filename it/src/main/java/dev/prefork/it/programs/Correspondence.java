package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Listening;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A primary and a worker that send each other messages. The worker returns what it gets. It listens
 * for messages only when somebody has connected to {@code port=}.
 */
public final class Correspondence {
  private static final int MANY = 1000;
  private static final int BIG = 5_000_000;

  private Correspondence() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      new Primary(Cluster.fork()).begin();
    } else {
      echo(Objects.requireNonNull(Cluster.worker()), arguments.number("port"));
    }
  }

  private static void echo(Worker self, int port) throws IOException {
    self.on(Disconnect.class, _ -> sendTooLate(self));
    try (ServerSocket door = ServerSocketChannel.open().socket()) {
      door.bind(new InetSocketAddress(port));
      door.accept().close();
    }
    self.on(Message.class, message -> answer(self, message)); // gets all that has come so far
    self.on(Message.class, message -> failAt("worker bang", message.body()));
    IO.println("worker listens to messages");
  }

  private static void answer(Worker self, Message message) {
    if (message.body() instanceof Map<?, ?> body && body.containsKey("weight")) {
      MessageSample parcel = message.as(MessageSample.class);
      IO.println("worker parcel " + parcel.equals(MessageSample.SAMPLE));
      say(self, parcel);
    } else if ("unsendable".equals(message.body())) {
      sendUnsendable(self, "worker");
    } else {
      say(self, message.body());
    }
  }

  private static void sendTooLate(Worker self) {
    var _ = self.send("too late").whenComplete((_, e) -> IO.println("worker unsent " + e));
  }

  private static void say(Worker peer, @Nullable Object body) {
    var _ = peer.send(body);
  }

  private static void failAt(String word, @Nullable Object body) {
    if (word.equals(body)) {
      throw new IllegalStateException("as expected");
    }
  }

  private static void sendUnsendable(Worker peer, String who) {
    try {
      var _ = peer.send(Map.of("list", Arrays.asList(1, null, new Object())));
    } catch (IllegalArgumentException e) {
      IO.println(who + " refused " + e.getMessage());
    }
  }

  /** What the primary does when it reads an order, and what it says of the replies. */
  private static final class Primary {
    private final Worker worker;
    private final List<Object> numbers = new ArrayList<>();

    Primary(Worker worker) {
      this.worker = worker;
    }

    void begin() {
      worker.on(Message.class, message -> failAt("primary bang", message.body()));
      Cluster.on(Message.class, this::onReply);
      Cluster.on(Listening.class, _ -> IO.println("worker is there"));
      Thread.ofPlatform().daemon().start(this::obey);
    }

    private void obey() {
      Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8);
      while (orders.hasNextLine()) {
        obey(orders.nextLine());
      }
    }

    private void obey(String order) {
      switch (order) {
        case "parcel" -> say(worker, MessageSample.SAMPLE);
        case "null" -> say(worker, null);
        case "list" ->
            say(worker, Arrays.asList(1, -2.5, "three", null, true, List.of(), Map.of()));
        case "many" -> IntStream.range(0, MANY).forEach(i -> say(worker, i));
        case "early" -> worker.send("early").thenRun(() -> IO.println("early is sent")).join();
        case "big" -> say(worker, "\u00e4".repeat(BIG / 2));
        case "unsendable" -> {
          sendUnsendable(worker, "primary");
          say(worker, "unsendable");
        }
        case "end" -> worker.disconnect().join();
        default -> say(worker, order);
      }
    }

    private void onReply(Message message) {
      switch (message.body()) {
        case Number number -> count(number);
        case String text when text.length() > 100 ->
            IO.println("primary big " + text.equals("\u00e4".repeat(BIG / 2)));
        case Map<?, ?> body when body.containsKey("weight") ->
            IO.println(
                "primary parcel " + message.as(MessageSample.class).equals(MessageSample.SAMPLE));
        case null, default -> IO.println("primary got " + message.body());
      }
    }

    private void count(Number number) {
      numbers.add(number.intValue());
      if (numbers.size() == MANY) {
        boolean inOrder = numbers.equals(IntStream.range(0, MANY).boxed().toList());
        IO.println("primary many " + inOrder);
      }
    }
  }
}
