package dev.prefork.bench.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers each HTTP request with the process id. Does not use Prefork. */
public final class HttpPidServer {
  private static final int BACKLOG = 511;

  private HttpPidServer() {}

  /**
   * Serves ports.
   *
   * @param args the first port, and the number of ports
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
