package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A worker of a {@link CallingCluster}: a thread accepts until it is to stop, which it sees when an
 * accept returns. A shutdown hook connects to the server to let it, as Tomcat does, and waits
 * without a limit for that thread, and for the one that ran the main method. Its variable {@code
 * SERVER} is {@code KIND:HOST:PORT}.
 *
 * <pre>
 * channel, virtual   a blocking channel; on a virtual thread
 * ipv4               a blocking channel of IPv4 alone
 * adaptor, timed     the channel's socket; with a timeout
 * socket             a ServerSocket
 * </pre>
 *
 * <p>What it is told by messages:
 *
 * <pre>
 * ask TIMES          asks its own server who answers
 * call TIMES         connects to its own server and closes
 * elsewhere PORT     connects to this port of the same host and closes
 * keep               leaves what has ended open
 * </pre>
 */
final class SelfConnectingWorker {
  private static final int LONG_MILLIS = 1_000_000;

  /** A question after which another one is waited for. */
  private static final String HOLD = "hold";

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final List<Socket> kept = new CopyOnWriteArrayList<>();
  private final String kind;
  private final String host;
  private final int port;
  private volatile boolean stopping;
  private volatile boolean keeps;

  private SelfConnectingWorker(String kind, String host, int port) {
    this.kind = kind;
    this.host = host;
    this.port = port;
  }

  static SelfConnectingWorker ofEnvironment() {
    String[] server = System.getenv("SERVER").split(":", 3);
    return new SelfConnectingWorker(server[0], server[1], Integer.parseInt(server[2]));
  }

  void run() throws Exception {
    self.on(Message.class, message -> obey(String.valueOf(message.body()).split(" ", 2)));
    Callable<Socket> accept = open();
    Thread.Builder thread = kind.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread acceptor = thread.start(() -> loop(accept));
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(acceptor, main)));
    IO.println("accepts " + self.id());
    acceptor.join();
  }

  /** Accepts once without waiting: a worker that has not begun to accept is one that starts. */
  private Callable<Socket> open() throws IOException {
    return switch (kind) {
      case "channel", "virtual" -> accepting(ServerSocketChannel.open());
      case "ipv4" -> accepting(ServerSocketChannel.open(StandardProtocolFamily.INET));
      case "adaptor" -> accepting(ServerSocketChannel.open().socket(), 0);
      case "timed" -> accepting(ServerSocketChannel.open().socket(), LONG_MILLIS);
      case "socket" -> accepting(new ServerSocket(), 0);
      default -> throw new IllegalArgumentException("no such kind");
    };
  }

  private InetSocketAddress address() {
    return host.equals("any") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  private Callable<Socket> accepting(ServerSocketChannel server) throws IOException {
    server.bind(address()).configureBlocking(false);
    if (server.accept() != null) {
      throw new IllegalStateException("a connection that was not expected");
    }
    server.configureBlocking(true);
    return () -> server.accept().socket();
  }

  private Callable<Socket> accepting(ServerSocket server, int millis) throws IOException {
    server.bind(address());
    server.setSoTimeout(1);
    try (Socket client = server.accept()) {
      throw new IllegalStateException("not expected: " + client);
    } catch (SocketTimeoutException e) {
      server.setSoTimeout(millis);
    }
    return server::accept;
  }

  private void loop(Callable<Socket> accept) {
    try {
      while (!stopping) {
        Socket client = accept.call();
        Thread.ofVirtual().start(() -> serve(client));
      }
      IO.println("returned " + self.id());
    } catch (Exception e) {
      IO.println("failed " + self.id() + " " + e);
    }
  }

  private void serve(Socket client) {
    try {
      BufferedReader reader = reader(client);
      String question = reader.readLine();
      if (question == null) {
        onEnded(client);
        return;
      }
      try (client) {
        while (question != null) {
          answer(client, question);
          question = question.equals(HOLD) ? reader.readLine() : null;
        }
      }
    } catch (IOException e) {
      IO.println("failed " + self.id() + " " + e);
    }
  }

  private void answer(Socket client, String question) throws IOException {
    String answer = self.id() + " " + self.pid() + " 1 " + question + "\n";
    client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
  }

  private void onEnded(Socket client) throws IOException {
    if (keeps) {
      kept.add(client);
    } else {
      client.close();
    }
    IO.println("ended " + self.id());
  }

  private static BufferedReader reader(Socket client) throws IOException {
    return new BufferedReader(
        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
  }

  private void stop(Thread acceptor, Thread main) {
    stopping = true;
    try {
      call(port);
    } catch (IOException e) {
      // no other worker has the port
    }
    try {
      acceptor.join();
      main.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    IO.println("hook " + self.id() + " has run");
  }

  private void obey(String[] order) {
    try {
      switch (order[0]) {
        case "ask" -> IO.println("asked " + self.id() + " " + ask(Integer.parseInt(order[1])));
        case "call" -> {
          for (int i = 0; i < Integer.parseInt(order[1]); i++) {
            call(port);
          }
          IO.println("called " + self.id());
        }
        case "elsewhere" -> {
          call(Integer.parseInt(order[1]));
          IO.println("called " + self.id());
        }
        case "keep" -> keeps = true;
        default -> throw new IllegalArgumentException("no such order");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> ask(int times) throws IOException {
    Set<String> answered = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      try (Socket socket = connect(port)) {
        socket.getOutputStream().write('\n');
        answered.add(reader(socket).readLine().split(" ", 2)[0]);
      }
    }
    return answered;
  }

  private void call(int to) throws IOException {
    connect(to).close();
  }

  private Socket connect(int to) throws IOException {
    return new Socket(host.equals("any") ? "localhost" : host, to);
  }
}
