package dev.prefork.it.programs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server on a channel, with a thread that waits for clients. */
final class PlainServer implements Places.Server {
  private static volatile int pauseMillis;

  private final ServerSocketChannel server;
  private final Dialogues dialogues = new Dialogues();

  private PlainServer(ServerSocketChannel server) {
    this.server = server;
  }

  /** From here on the thread that accepts is busy for so long with each connection. */
  static void pause(int millis) {
    pauseMillis = millis;
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
        Thread.sleep(pauseMillis);
        dialogues.begin(client, Channels.newInputStream(client), Channels.newOutputStream(client));
      } catch (AsynchronousCloseException | InterruptedException e) {
        return;
      } catch (IOException e) {
        IO.println("unaccepted " + Dialogues.ID + " " + e);
      }
    }
  }
}
