package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.ClusterEvent;
import dev.prefork.Disconnect;
import dev.prefork.Exit;
import dev.prefork.Failure;
import dev.prefork.Fork;
import dev.prefork.Message;
import dev.prefork.Online;
import dev.prefork.SendOption;
import dev.prefork.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A primary that sends handles to its worker, and a worker that uses them, or sends its own. The
 * primary reads orders on standard input and tells what happens.
 *
 * <pre>
 * listen PORT        accept in the primary         accept            take one connection
 * give TEXT          send the connection           share TEXT        the same, and keep it
 * say TEXT           write to the kept connection  server            send the listening channel
 * udp PORT           bind and share a datagram     storm N           both send N handles at once
 * order TEXT         a message without handle      open              is the connection open?
 * kill               the worker with SIGKILL       idle              close the connection
 * mode BOOLEAN       blocking, of the connection
 * </pre>
 */
public final class HandleCluster {
  private HandleCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    if (Cluster.isPrimary()) {
      new Primary(Cluster.fork()).begin();
    } else {
      new Receiver(Objects.requireNonNull(Cluster.worker())).begin();
    }
  }

  static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The worker. */
  private static final class Receiver {
    private final Worker self;
    private final Deque<SocketChannel> kept = new ArrayDeque<>();
    private int stormed;

    Receiver(Worker self) {
      this.self = self;
    }

    void begin() {
      self.on(Message.class, this::onMessage);
    }

    private void onMessage(Message message) {
      try {
        obey(message.as(String.class), message.handle());
      } catch (IOException e) {
        IO.println("worker failed " + e);
      }
    }

    private void obey(String text, @Nullable SelectableChannel handle) throws IOException {
      switch (handle) {
        case DatagramChannel one when text.startsWith("storm") -> storm(text, one);
        case SocketChannel connection when text.startsWith("keep") -> {
          IO.println("worker keeps, blocking " + connection.isBlocking());
          kept.add(connection);
        }
        case SocketChannel connection -> answer(connection, text);
        case ServerSocketChannel server ->
            Thread.ofPlatform().daemon().start(() -> serve(server, text));
        case DatagramChannel datagrams -> Thread.ofPlatform().daemon().start(() -> echo(datagrams));
        case null -> order(text.split(" ", 2));
        default -> IO.println("worker got a strange handle " + handle);
      }
    }

    private static void answer(SocketChannel connection, String text) throws IOException {
      String remote = connection.getRemoteAddress().toString();
      try (connection) {
        write(connection, text + " from the worker to " + remote);
      }
      IO.println("worker answered " + text);
    }

    private static void serve(ServerSocketChannel server, String text) {
      IO.println("worker serves " + text);
      try {
        while (true) {
          answer(server.accept(), text);
        }
      } catch (IOException e) {
        IO.println("worker serves no longer " + e);
      }
    }

    private static void echo(DatagramChannel datagrams) {
      IO.println("worker echoes");
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      try {
        while (true) {
          var from = datagrams.receive(buffer.clear());
          datagrams.send(buffer.flip(), from);
        }
      } catch (IOException e) {
        IO.println("worker echoes no longer " + e);
      }
    }

    private void order(String[] order) throws IOException {
      switch (order[0]) {
        case "connect" -> sendOwnConnection(Integer.parseInt(order[1]));
        case "say" -> write(kept.getFirst(), order[1]);
        case "read" ->
            IO.println("worker reads " + kept.getFirst().read(ByteBuffer.allocate(1000)));
        case "close" -> kept.removeFirst().close();
        case "listen" -> sendOwnServer();
        case "storm" -> sendStorm(Integer.parseInt(order[1]));
        case "tally" -> tell("tally " + stormed);
        default -> IO.println("worker got " + order[0] + " without handle");
      }
    }

    private void sendOwnConnection(int port) throws IOException {
      SocketChannel connection =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      self.send("connection", connection).join();
      IO.println("worker has sent it, open " + connection.isOpen());
    }

    private void sendOwnServer() throws IOException {
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(null);
        var _ = self.send("server", server);
      } catch (IllegalArgumentException e) {
        IO.println("worker may not: " + e.getMessage());
      }
    }

    private void sendStorm(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        var _ = self.send("storm " + i, DatagramChannel.open());
      }
    }

    private void storm(String text, DatagramChannel one) throws IOException {
      one.close();
      if (text.equals("storm " + stormed)) {
        stormed++;
      }
    }

    private void tell(String text) {
      var _ = self.send(text);
    }
  }

  /** The primary. */
  private static final class Primary {
    private final Worker worker;
    private final List<SocketChannel> accepted = new ArrayList<>();
    private @Nullable ServerSocketChannel server;
    private int stormed;

    Primary(Worker worker) {
      this.worker = worker;
    }

    void begin() {
      Cluster.on(ClusterEvent.class, this::tell);
      Thread.ofPlatform().start(this::obey); // no daemon: lives on without its worker
    }

    private void tell(ClusterEvent event) {
      switch (event) {
        case Fork(Worker forked) -> IO.println("fork " + forked.id() + " " + forked.pid());
        case Online _ -> IO.println("online");
        case Message message -> onMessage(message);
        case Failure(_, var reason) -> IO.println("failure " + reason.getMessage());
        case Disconnect _ -> IO.println("disconnect");
        case Exit(Worker gone, var status) -> IO.println("exit " + gone.id() + " " + status);
        default -> {}
      }
    }

    private void onMessage(Message message) {
      String text = message.as(String.class);
      switch (message.handle()) {
        case SocketChannel connection -> onConnection(text, connection);
        case DatagramChannel one -> onStorm(text, one);
        case null -> IO.println("primary got " + text);
        default -> IO.println("primary got " + text + " with a handle");
      }
    }

    private void onStorm(String text, DatagramChannel one) {
      try (one) {
        stormed += text.equals("storm " + stormed) ? 1 : 0;
      } catch (IOException e) {
        IO.println("primary failed " + e);
      }
    }

    private void onConnection(String text, SocketChannel connection) {
      try (connection) {
        write(connection, "from the primary");
        IO.println("primary got " + text + " of " + connection.getLocalAddress());
      } catch (IOException e) {
        IO.println("primary failed " + e);
      }
    }

    private void obey() {
      Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8);
      while (orders.hasNextLine()) {
        String order = orders.nextLine();
        try {
          obey(order.split(" ", 2));
        } catch (IOException | RuntimeException e) {
          IO.println("refused " + order + ": " + e.getMessage());
        }
      }
    }

    private void obey(String[] order) throws IOException {
      switch (order[0]) {
        case "listen" -> listen(Integer.parseInt(order[1]));
        case "accept" -> accept();
        case "give" -> mind(worker.send(order[1], last()));
        case "share" -> mind(worker.send(order[1], last(), SendOption.KEEP_OPEN));
        case "say" -> write(last(), order[1]);
        case "idle" -> last().close();
        case "open" -> IO.println("open " + last().isOpen());
        case "mode" -> last().configureBlocking(Boolean.parseBoolean(order[1]));
        case "server" -> mind(worker.send("given", Objects.requireNonNull(server)));
        case "udp" -> mind(worker.send("udp", datagrams(Integer.parseInt(order[1]))));
        case "order" -> mind(worker.send(order[1]));
        case "storm" -> storm(Integer.parseInt(order[1]));
        case "tally" -> IO.println("primary tally " + stormed);
        case "kill" -> worker.process().destroyForcibly();
        default -> throw new IllegalArgumentException("no such order");
      }
    }

    private SocketChannel last() {
      return accepted.getLast();
    }

    private void listen(int port) throws IOException {
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(port));
      IO.println("listens");
    }

    private void accept() throws IOException {
      accepted.add(Objects.requireNonNull(server).accept());
      IO.println("accepted");
    }

    private static DatagramChannel datagrams(int port) throws IOException {
      DatagramChannel datagrams = DatagramChannel.open();
      return datagrams.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void storm(int count) throws IOException {
      var _ = worker.send("storm " + count);
      for (int i = 0; i < count; i++) {
        var _ = worker.send("storm " + i, DatagramChannel.open());
      }
      var _ = worker.send("tally");
    }

    private static void mind(CompletableFuture<Void> outcome) {
      var _ =
          outcome.whenComplete(
              (_, failure) -> IO.println(failure == null ? "sent" : "unsent " + failure));
    }
  }
}
