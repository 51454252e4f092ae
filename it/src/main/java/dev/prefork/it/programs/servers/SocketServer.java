package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;

/** A server on a {@link ServerSocket}, with a thread that accepts. */
final class SocketServer implements Server {
  private final ServerSocket server;
  private final EchoConnections connections = new EchoConnections();

  private SocketServer(ServerSocket server) {
    this.server = server;
  }

  static SocketServer start(int port) throws IOException {
    SocketServer started = new SocketServer(new ServerSocket(port));
    Thread.ofPlatform().name("socket-server").start(started::acceptAll);
    return started;
  }

  @Override
  public SocketAddress address() {
    return server.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.begin(client, client.getInputStream(), client.getOutputStream());
      } catch (IOException e) {
        IO.println((server.isClosed() ? "ended " : "unaccepted ") + EchoConnections.ID + " " + e);
      }
    }
  }
}
