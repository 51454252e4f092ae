package dev.prefork.it.programs;

import dev.prefork.Message;
import dev.prefork.Worker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Either side of {@link MessageCluster}: tells what it hears, counts the numbered letters among it,
 * and does what it is told.
 *
 * <pre>
 * say TEXT              one message                flood COUNT SIZE   so many letters at once
 * map TEXT              {cmd: TEXT}                pour COUNT SIZE    one when the other is sent
 * crowd THREADS COUNT   letters of many threads    burst COUNT        letters, and then exit
 * gate, open            hold the listener          outcome            tell how all that went
 *
 * "do ..." as a message: in the listener itself
 * join TEXT             send, and wait for it      interrupt TEXT     interrupt itself, then send
 * leave                 disconnect, and wait for it
 * </pre>
 */
final class MessagePeer {
  private final String name;
  private final Worker peer;
  private final List<CompletableFuture<Void>> sendings = new CopyOnWriteArrayList<>();
  private final AtomicInteger poured = new AtomicInteger();
  private final Map<Integer, Integer> lastOfSender = new HashMap<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile int heard;
  private volatile boolean ordered = true;

  /** A numbered message. */
  record Letter(int sender, int number, String text) {}

  MessagePeer(String name, Worker peer) {
    this.name = name;
    this.peer = peer;
  }

  void begin(InputStream orders) {
    peer.on(Message.class, this::hear);
    Thread.ofPlatform().daemon().start(() -> obeyAll(orders));
  }

  private void obeyAll(InputStream orders) {
    Scanner lines = new Scanner(orders, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      obey(lines.nextLine());
    }
  }

  private void tell(String what) {
    IO.println(name + " " + what);
  }

  private void obey(String order) {
    String verb = order.split(" ", 2)[0];
    String rest = order.substring(Math.min(verb.length() + 1, order.length()));
    switch (verb) {
      case "say" -> mind(peer.send(rest));
      case "map" -> mind(peer.send(Map.of("cmd", rest)));
      case "flood" -> flood(0, numbers(rest)[0], numbers(rest)[1]);
      case "pour" -> start(() -> pour(numbers(rest)[0], numbers(rest)[1]));
      case "crowd" -> crowd(numbers(rest)[0], numbers(rest)[1]);
      case "burst" -> {
        flood(0, numbers(rest)[0], 1);
        System.exit(3);
      }
      case "gate" -> {
        gate = new CountDownLatch(1);
        tell("has a gate");
      }
      case "open" -> gate.countDown();
      case "outcome" -> tell("outcome " + outcome());
      case "join" -> {
        peer.send(rest).join();
        tell("joined " + rest);
      }
      case "interrupt" -> {
        Thread.currentThread().interrupt();
        mind(peer.send(rest));
      }
      case "leave" -> {
        peer.disconnect().join();
        tell("left");
      }
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private static int[] numbers(String words) {
    return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static Thread start(Runnable task) {
    return Thread.ofPlatform().daemon().start(task);
  }

  private void mind(CompletableFuture<Void> outcome) {
    var _ = outcome.whenComplete((_, e) -> tell(e == null ? "sent" : "unsent " + e));
  }

  private void flood(int sender, int count, int size) {
    String text = "x".repeat(size);
    for (int i = 0; i < count; i++) {
      sendings.add(peer.send(new Letter(sender, i, text)));
    }
    tell("flooded");
  }

  private void pour(int count, int size) {
    String text = "x".repeat(size);
    for (int i = 0; i < count; i++) {
      peer.send(new Letter(0, i, text)).join();
      poured.incrementAndGet();
    }
    tell("poured");
  }

  private void crowd(int threads, int count) {
    IntStream.range(0, threads).forEach(sender -> start(() -> flood(sender, count, 1)));
  }

  private String outcome() {
    return "pending=%d failed=%d queued=%d poured=%d heard=%d ordered=%s"
        .formatted(
            sendings.stream().filter(sending -> !sending.isDone()).count(),
            sendings.stream().filter(CompletableFuture::isCompletedExceptionally).count(),
            peer.queuedBytes(),
            poured.get(),
            heard,
            ordered);
  }

  private void hear(Message message) {
    passGate();
    switch (message.body()) {
      case String text when text.startsWith("do ") -> obey(text.substring(3));
      case Map<?, ?> map when map.containsKey("sender") -> count(message.as(Letter.class));
      case null, default -> got(message.body());
    }
  }

  private void passGate() {
    try {
      if (gate.getCount() > 0) {
        tell("holds");
      }
      gate.await();
    } catch (InterruptedException e) {
      tell("is interrupted");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // listeners run one after the other
  private void count(Letter letter) {
    Integer last = lastOfSender.put(letter.sender(), letter.number());
    ordered &= last == null || last < letter.number();
    heard++;
  }

  private void got(@Nullable Object body) {
    tell("got " + body);
  }
}
