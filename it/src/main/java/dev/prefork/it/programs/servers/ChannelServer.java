package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server on a {@link ServerSocketChannel}, with a thread that accepts. */
public final class ChannelServer implements Server {
  private static volatile int pauseMillis;

  private final ServerSocketChannel server;
  private final EchoConnections connections = new EchoConnections();

  private ChannelServer(ServerSocketChannel server) {
    this.server = server;
  }

  /** Delays the accepting thread for so long after each accept. */
  public static void pause(int millis) {
    pauseMillis = millis;
  }

  /** Starts a server on a port. */
  public static ChannelServer start(int port) throws IOException {
    return start(ServerSocketChannel.open(), new InetSocketAddress(port));
  }

  /** Starts a server on a path. It first deletes the path, which a previous run may have left. */
  public static ChannelServer start(Path path) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return start(server, UnixDomainSocketAddress.of(path));
  }

  /** Binds a channel and starts a server on it. */
  public static ChannelServer start(ServerSocketChannel server, SocketAddress address)
      throws IOException {
    try {
      server.bind(address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return start(server);
  }

  static ChannelServer start(ServerSocketChannel bound) {
    ChannelServer started = new ChannelServer(bound);
    Thread.ofPlatform().name("channel-server").start(started::acceptAll);
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
        connections.begin(
            client, Channels.newInputStream(client), Channels.newOutputStream(client));
      } catch (ClosedChannelException | InterruptedException e) {
        return; // closed while this thread waited, or just before
      } catch (IOException e) {
        IO.println("unaccepted " + EchoConnections.ID + " " + e);
      }
    }
  }
}
