package dev.prefork.it.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says who serves: the worker's id, its pid, how many it has served, and what the client said. One
 * connection for one question.
 *
 * <p>A client that says {@code hold} first is answered {@code holding} and asks when it likes.
 */
final class PlainServer implements Places.Server {
  private static final String ID = System.getenv("PREFORK_WORKER_ID");
  private static final long PID = ProcessHandle.current().pid();

  private final ServerSocketChannel server;
  private final AtomicInteger served = new AtomicInteger();

  /** Not virtual: the first of those that waits opens descriptors for its JVM. */
  private final ExecutorService clients = Executors.newCachedThreadPool();

  private PlainServer(ServerSocketChannel server) {
    this.server = server;
  }

  static PlainServer start(int port) throws IOException {
    return start(ServerSocketChannel.open(), new InetSocketAddress(port));
  }

  /** As programs do: what a run before this one may have left at the path is deleted. */
  static PlainServer start(Path path) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return start(server, UnixDomainSocketAddress.of(path));
  }

  static PlainServer start(ServerSocketChannel server, SocketAddress address) throws IOException {
    try {
      server.bind(address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return start(server);
  }

  static PlainServer start(ServerSocketChannel bound) {
    PlainServer started = new PlainServer(bound);
    Thread.ofPlatform().name("plain-server").start(started::acceptAll);
    return started;
  }

  @Override
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        clients.execute(() -> serve(client));
      } catch (AsynchronousCloseException e) {
        return;
      } catch (IOException e) {
        IO.println("unaccepted " + ID + " " + e);
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
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

  private static void say(SocketChannel client, String line) throws IOException {
    Channels.newOutputStream(client).write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
