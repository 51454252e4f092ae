package dev.prefork.servers.jdk;

import dev.prefork.servers.answers.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** An echo server with a thread for each connection. */
final class Blocking {
  private Blocking() {}

  static void serve(int port, Thread.Builder threads) throws Exception {
    ServerSocket server = new ServerSocket(port);
    threads.start(() -> accept(server, threads)).join();
  }

  private static void accept(ServerSocket server, Thread.Builder threads) {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.start(() -> echo(socket, server));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void echo(Socket socket, ServerSocket server) {
    byte[] buffer = new byte[8192];
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      out.write(
          Greeting.of(socket.getRemoteSocketAddress(), socket.getLocalSocketAddress()).array());
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (Greeting.isStop(ByteBuffer.wrap(buffer, 0, count))) {
          Ending.stop(server::close);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // the client has left
    }
  }
}
