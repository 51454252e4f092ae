package dev.prefork.it.programs.messages;

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
import dev.prefork.it.programs.support.Commands;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A primary and a worker that send each other channels. The primary runs the commands of standard
 * input:
 *
 * <pre>
 * listen PORT, accept   a server channel, a connection   idle           close the connection
 * give TEXT             send the connection              open           print whether it is open
 * share TEXT            send it and keep it              mode BOOLEAN   its blocking mode
 * say TEXT              write to it                      server         send the server channel
 * udp PORT              bind a datagram channel, send    storm N        both sides send N channels
 * order TEXT            send a command to the worker     tally          print the channels received
 * kill                  kill the worker
 * </pre>
 *
 * <p>The worker answers on connections that it gets, or keeps those with the text {@code keep}. It
 * accepts on server channels and echoes datagrams.
 */
public final class HandleCluster {
  private HandleCluster() {}

  /** Runs the primary or the worker. */
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

  /** The worker's side. */
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
        run(message.as(String.class), message.handle());
      } catch (IOException e) {
        IO.println("worker failed " + e);
      }
    }

    private void run(String text, @Nullable SelectableChannel handle) throws IOException {
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
        case null -> command(text.split(" ", 2));
        default -> IO.println("worker got an unexpected handle " + handle);
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

    private void command(String[] words) throws IOException {
      switch (words[0]) {
        case "connect" -> sendOwnConnection(Integer.parseInt(words[1]));
        case "say" -> write(kept.getFirst(), words[1]);
        case "read" ->
            IO.println("worker reads " + kept.getFirst().read(ByteBuffer.allocate(1000)));
        case "close" -> kept.removeFirst().close();
        case "listen" -> sendOwnServer();
        case "storm" -> sendStorm(Integer.parseInt(words[1]));
        case "tally" -> send("tally " + stormed);
        default -> IO.println("worker got " + words[0] + " without handle");
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

    private void send(String text) {
      var _ = self.send(text);
    }
  }

  /** The primary's side. */
  private static final class Primary {
    private final Worker worker;
    private final List<SocketChannel> accepted = new ArrayList<>();
    private @Nullable ServerSocketChannel server;
    private int stormed;

    Primary(Worker worker) {
      this.worker = worker;
    }

    void begin() {
      Cluster.on(ClusterEvent.class, this::print);
      Thread.ofPlatform()
          .start(
              () ->
                  Commands.runAll(
                      System.in, this::run)); // no daemon: the primary outlives the worker
    }

    private void print(ClusterEvent event) {
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

    private void run(List<String> words) throws IOException {
      String text = Commands.text(words, 1);
      switch (words.getFirst()) {
        case "listen" -> listen(Integer.parseInt(text));
        case "accept" -> accept();
        case "give" -> print(worker.send(text, last()));
        case "share" -> print(worker.send(text, last(), SendOption.KEEP_OPEN));
        case "say" -> write(last(), text);
        case "idle" -> last().close();
        case "open" -> IO.println("open " + last().isOpen());
        case "mode" -> last().configureBlocking(Boolean.parseBoolean(text));
        case "server" -> print(worker.send("given", Objects.requireNonNull(server)));
        case "udp" -> print(worker.send("udp", datagrams(Integer.parseInt(text))));
        case "order" -> print(worker.send(text));
        case "storm" -> storm(Integer.parseInt(text));
        case "tally" -> IO.println("primary tally " + stormed);
        case "kill" -> worker.process().destroyForcibly();
        default -> throw new IllegalArgumentException("no such command");
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

    private static void print(CompletableFuture<Void> outcome) {
      var _ =
          outcome.whenComplete(
              (_, failure) -> IO.println(failure == null ? "sent" : "unsent " + failure));
    }
  }
}
