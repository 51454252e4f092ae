package dev.prefork.bench.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The smallest HTTP server of the JDK. Does not use Prefork. */
public final class HelloServer {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);

  private HelloServer() {}

  /**
   * Serves a port.
   *
   * @param args the port, and "print" to print a line when it is bound or "quiet"
   */
  public static void main(String[] args) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
    if (args[1].equals("print")) {
      System.out.println("listening");
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, HELLO.length);
          exchange.getResponseBody().write(HELLO);
          exchange.close();
        });
    server.start();
  }
}
