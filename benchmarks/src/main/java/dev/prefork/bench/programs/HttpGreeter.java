package dev.prefork.bench.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers each request with the process's number. Knows nothing of Prefork. */
public final class HttpGreeter {
  private static final int BACKLOG = 511;

  private HttpGreeter() {}

  /**
   * Serves.
   *
   * @param args the first port, and how many
   */
  public static void main(String[] args) throws IOException {
    byte[] answer = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    int first = Integer.parseInt(args[0]);
    for (int port = first; port < first + Integer.parseInt(args[1]); port++) {
      HttpServer server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }
  }
}
