package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.CompletionHandler;

/** A server on an asynchronous channel, whose completion handler accepts the next connection. */
final class AsynchronousServer
    implements Server, CompletionHandler<AsynchronousSocketChannel, EchoConnections> {
  private final AsynchronousServerSocketChannel server;

  private AsynchronousServer(AsynchronousServerSocketChannel server) {
    this.server = server;
  }

  static AsynchronousServer start(int port) throws IOException {
    AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open();
    try {
      AsynchronousServer started = new AsynchronousServer(server.bind(new InetSocketAddress(port)));
      server.accept(new EchoConnections(), started);
      return started;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  @Override
  public void completed(AsynchronousSocketChannel client, EchoConnections connections) {
    server.accept(connections, this);
    connections.begin(client, Channels.newInputStream(client), Channels.newOutputStream(client));
  }

  @Override
  public void failed(Throwable reason, EchoConnections connections) {
    IO.println((server.isOpen() ? "unaccepted " : "ended ") + EchoConnections.ID + " " + reason);
  }
}
