package dev.prefork.it.programs.moves;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A {@link ServerSocket}, with a thread for each connection. */
final class BlockingServer {
  private static final int BUFFER = 8192;

  private BlockingServer() {}

  static void start(int port, Thread.Builder threads) throws IOException {
    ServerSocket server = new ServerSocket(port);
    Thread.ofPlatform().name("accept").start(() -> acceptAll(server, threads));
  }

  private static void acceptAll(ServerSocket server, Thread.Builder threads) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread _ = threads.start(() -> serve(client));
      } catch (IOException e) {
        return; // the worker drains
      }
    }
  }

  private static void serve(Socket client) {
    try (client;
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream()) {
      HttpAnswers answers = new HttpAnswers((InetSocketAddress) client.getRemoteSocketAddress());
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(answers.take(buffer, count));
      }
    } catch (IOException e) {
      IO.println("unserved " + e);
    }
  }
}
