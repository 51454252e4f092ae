package dev.prefork.bench.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The program that is started: a server that knows nothing of Prefork. */
public final class HelloServer {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);

  private HelloServer() {}

  /**
   * Serves.
   *
   * @param args the port, and whether to say when it is bound
   */
  public static void main(String[] args) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
    if (args[1].equals("say")) {
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
