package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
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
 * A worker that connects to its own server. A thread accepts until it sees a flag, which it checks
 * after each accept. A shutdown hook sets the flag, connects to the server to make accept return,
 * as Tomcat does, and waits without limit for the thread and for the main thread. The arguments are
 * {@code port=}, {@code host=} and {@code kind=}:
 *
 * <pre>
 * channel, virtual   a blocking channel; the same on a virtual thread
 * ipv4               a blocking channel for IPv4 only
 * adaptor, timed     the socket of a channel; the same with a timeout
 * socket             a ServerSocket
 * </pre>
 *
 * <p>Messages are commands:
 *
 * <pre>
 * ask TIMES          ask the own server which worker answers
 * call TIMES         connect to the own server and close the connection
 * elsewhere PORT     connect to another port of the host and close the connection
 * keep               keep connections open that the client has closed
 * </pre>
 */
final class SelfConnectingWorker {
  private static final int LONG_MILLIS = 1_000_000;

  /** After this question another one follows on the same connection. */
  private static final String HOLD = "hold";

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final List<Socket> kept = new CopyOnWriteArrayList<>();
  private final String kind;
  private final String host;
  private final int port;
  private volatile boolean stopping;
  private volatile boolean keeps;

  SelfConnectingWorker(Arguments arguments) {
    kind = arguments.text("kind");
    host = arguments.text("host");
    port = arguments.number("port");
  }

  void run() throws Exception {
    self.on(Message.class, message -> run(String.valueOf(message.body()).split(" ", 2)));
    Callable<Socket> accept = open();
    Thread.Builder thread = kind.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread acceptor = thread.start(() -> loop(accept));
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(acceptor, main)));
    IO.println("accepts " + self.id());
    acceptor.join();
  }

  /** Accepts once without waiting: until its first accept, a worker counts as starting. */
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
      throw new IllegalStateException("unexpected connection");
    }
    server.configureBlocking(true);
    return () -> server.accept().socket();
  }

  private Callable<Socket> accepting(ServerSocket server, int millis) throws IOException {
    server.bind(address());
    server.setSoTimeout(1);
    try (Socket client = server.accept()) {
      throw new IllegalStateException("unexpected: " + client);
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
      // no other worker listens on the port
    }
    try {
      acceptor.join();
      main.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    IO.println("hook " + self.id() + " has run");
  }

  private void run(String[] command) {
    try {
      switch (command[0]) {
        case "ask" -> IO.println("asked " + self.id() + " " + ask(Integer.parseInt(command[1])));
        case "call" -> {
          for (int i = 0; i < Integer.parseInt(command[1]); i++) {
            call(port);
          }
          IO.println("called " + self.id());
        }
        case "elsewhere" -> {
          call(Integer.parseInt(command[1]));
          IO.println("called " + self.id());
        }
        case "keep" -> keeps = true;
        default -> throw new IllegalArgumentException("no such command");
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
