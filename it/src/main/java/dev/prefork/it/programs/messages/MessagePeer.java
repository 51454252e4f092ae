package dev.prefork.it.programs.messages;

import dev.prefork.Disconnect;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Commands;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The primary or the worker of a {@link MessageCluster}. It prints the messages that it receives,
 * counts numbered ones instead, and runs commands:
 *
 * <pre>
 * say TEXT              send a text                 null                   send null
 * map TEXT              send {cmd: TEXT}            list                   send a list
 * sample                send a MessageSample        large LENGTH           send a text of one letter
 * unsendable            try to send an Object       last COMMAND           run it at the disconnect
 * receive               add the listener            leave                  disconnect and wait
 * join TEXT             send a text and wait        interrupt TEXT         interrupt and send
 * close-gate            block the listener          open-gate              unblock it
 * flood COUNT SIZE      send numbered messages      pour COUNT SIZE        wait after each
 * crowd THREADS COUNT   from several threads        burst COUNT            and exit with 3
 * outcome               print all counters
 * </pre>
 *
 * <p>The message {@code do COMMAND} makes the listener run a command. The message {@code NAME
 * bang}, where the name is primary or worker, makes the second of three listeners throw.
 */
final class MessagePeer {
  private final String name;
  private final Worker peer;
  private final boolean echoes;
  private final List<CompletableFuture<Void>> sendings = new CopyOnWriteArrayList<>();
  private final AtomicInteger poured = new AtomicInteger();
  private final Map<Integer, Integer> lastNumbers = new HashMap<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile int heard;
  private volatile boolean ordered = true;

  /** A numbered message. */
  record Numbered(int sender, int number, String text) {}

  MessagePeer(String name, Worker peer, boolean echoes) {
    this.name = name;
    this.peer = peer;
    this.echoes = echoes;
  }

  void receive() {
    peer.on(Message.class, this::hear); // the first listener gets the messages that are waiting
    peer.on(Message.class, this::failIfAsked);
    peer.on(Message.class, this::hearAfterFailure);
  }

  void runCommands(InputStream commands) {
    Thread.ofPlatform().daemon().start(() -> Commands.runAll(commands, this::run));
  }

  private void print(String text) {
    IO.println(name + " " + text);
  }

  private void run(List<String> words) {
    String text = Commands.text(words, 1);
    switch (words.getFirst()) {
      case "say" -> send(text);
      case "map" -> send(Map.of("cmd", text));
      case "null" -> send(null);
      case "list" -> send(Arrays.asList(1, -2.5, "three", null, true, List.of(), Map.of()));
      case "sample" -> send(MessageSample.SAMPLE);
      case "large" -> send("ä".repeat(Integer.parseInt(text)));
      case "unsendable" -> sendUnsendable();
      case "receive" -> receive();
      case "join" -> {
        peer.send(text).join();
        print("joined " + text);
      }
      case "interrupt" -> {
        Thread.currentThread().interrupt();
        send(text);
      }
      case "leave" -> {
        peer.disconnect().join();
        print("left");
      }
      case "last" -> {
        peer.on(Disconnect.class, _ -> run(words.subList(1, words.size())));
        print("prepared " + text);
      }
      case "close-gate" -> {
        gate = new CountDownLatch(1);
        print("has a gate");
      }
      case "open-gate" -> gate.countDown();
      case "outcome" -> print("outcome " + outcome());
      default -> sendMany(words.getFirst(), numbers(text));
    }
  }

  private void sendMany(String command, int[] numbers) {
    switch (command) {
      case "flood" -> flood(0, numbers[0], numbers[1]);
      case "pour" -> start(() -> pour(numbers[0], numbers[1]));
      case "crowd" -> crowd(numbers[0], numbers[1]);
      case "burst" -> {
        flood(0, numbers[0], 1);
        System.exit(3);
      }
      default -> throw new IllegalArgumentException("no such command");
    }
  }

  private static int[] numbers(String words) {
    return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static Thread start(Runnable task) {
    return Thread.ofPlatform().daemon().start(task);
  }

  private void send(@Nullable Object body) {
    var _ = peer.send(body).whenComplete((_, e) -> print(e == null ? "sent" : "unsent " + e));
  }

  private void sendUnsendable() {
    try {
      var _ = peer.send(Map.of("list", Arrays.asList(1, null, new Object())));
    } catch (IllegalArgumentException e) {
      print("refused " + e.getMessage());
    }
  }

  private void flood(int sender, int count, int size) {
    String text = "x".repeat(size);
    for (int i = 0; i < count; i++) {
      sendings.add(peer.send(new Numbered(sender, i, text)));
    }
    print("flooded");
  }

  private void pour(int count, int size) {
    String text = "x".repeat(size);
    for (int i = 0; i < count; i++) {
      peer.send(new Numbered(0, i, text)).join();
      poured.incrementAndGet();
    }
    print("poured");
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

  private void failIfAsked(Message message) {
    if (isBang(message)) {
      throw new IllegalStateException("as expected");
    }
  }

  private void hearAfterFailure(Message message) {
    if (isBang(message)) {
      print("got bang after the failure");
    }
  }

  private boolean isBang(Message message) {
    return (name + " bang").equals(message.body());
  }

  private void hear(Message message) {
    passGate();
    Object answer = message.body();
    switch (answer) {
      case String text when text.startsWith("do ") -> run(List.of(text.substring(3).split(" ")));
      case Map<?, ?> map when map.containsKey("sender") -> count(message.as(Numbered.class));
      case Map<?, ?> map when map.containsKey("weight") -> {
        MessageSample sample = message.as(MessageSample.class);
        print("got sample " + sample.equals(MessageSample.SAMPLE));
        answer = sample;
      }
      case String text when text.length() > 1000 ->
          print("got large " + text.length() + " " + text.equals("ä".repeat(text.length())));
      case null, default -> print("got " + answer);
    }
    if (echoes) {
      var _ = peer.send(answer);
    }
  }

  private void passGate() {
    try {
      if (gate.getCount() > 0) {
        print("holds");
      }
      gate.await();
    } catch (InterruptedException e) {
      print("is interrupted");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // listeners run one after the other
  private void count(Numbered message) {
    Integer last = lastNumbers.put(message.sender(), message.number());
    ordered &= last == null || last < message.number();
    heard++;
  }
}
