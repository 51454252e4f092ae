package dev.prefork.it.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says who serves: the worker's id, its pid, how many it has served, and what the client said. One
 * connection for one question.
 *
 * <p>A client that says {@code hold} first is answered {@code holding} and asks when it likes.
 */
final class PlainServer {
  private static final String ID = System.getenv("PREFORK_WORKER_ID");
  private static final long PID = ProcessHandle.current().pid();

  private final ServerSocketChannel server;
  private final AtomicInteger served = new AtomicInteger();

  /** Not virtual: the first of those that waits opens descriptors for its JVM. */
  private final ExecutorService clients = Executors.newCachedThreadPool();

  private PlainServer(ServerSocketChannel server) {
    this.server = server;
  }

  static void start(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    Thread.ofPlatform().name("plain-server").start(new PlainServer(server)::acceptAll);
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        Socket client = server.accept().socket();
        clients.execute(() -> serve(client));
      } catch (IOException e) {
        IO.println("unaccepted " + ID + " " + e);
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String question = in.readLine();
      if ("hold".equals(question)) {
        say(client, "holding " + ID + " " + PID);
        question = in.readLine();
      }
      say(client, ID + " " + PID + " " + served.incrementAndGet() + " " + question);
    } catch (IOException e) {
      IO.println("unserved " + ID + " " + e);
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
