package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A server whose only thread is a daemon: it does not keep the JVM alive. */
record DaemonServer(ServerSocketChannel server) implements Server {
  static DaemonServer start(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(port));
    DaemonServer started = new DaemonServer(server);
    Thread.ofPlatform().daemon().start(started::accept);
    return started;
  }

  private void accept() {
    try {
      server.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
}
