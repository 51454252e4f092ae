package dev.prefork.it.programs.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** The JDK's HTTP server. It answers with the worker's id and pid. */
public final class JdkHttpServer implements Server {
  private final HttpServer server;

  private JdkHttpServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * <pre>
   * /         answers and closes the connection
   * /again    answers and keeps it
   * /later    answers when {@link EchoConnections#answerLater} is called
   * /health   answers with 200
   * </pre>
   */
  public static JdkHttpServer start(int port) throws IOException {
    return start(port, 200);
  }

  /** The same, with another status at {@code /health}. */
  public static JdkHttpServer start(int port, int health) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", exchange -> answer(exchange, "close"));
    server.createContext("/again", exchange -> answer(exchange, "keep-alive"));
    server.createContext("/later", JdkHttpServer::answerLater);
    server.createContext("/health", exchange -> answerHealth(exchange, health));
    server.start();
    return new JdkHttpServer(server);
  }

  private static void answerLater(HttpExchange exchange) throws IOException {
    EchoConnections.awaitLater();
    answer(exchange, "close");
  }

  private static void answerHealth(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, String connection) throws IOException {
    String process = EchoConnections.ID + " " + ProcessHandle.current().pid();
    byte[] body = (process + " 0 web\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Connection", connection);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public SocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
