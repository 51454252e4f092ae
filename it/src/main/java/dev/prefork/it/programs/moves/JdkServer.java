package dev.prefork.it.programs.moves;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The JDK's HTTP server. */
final class JdkServer {
  private JdkServer() {}

  static void start(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", JdkServer::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String client = HttpAnswers.text(exchange.getRemoteAddress());
    String text = HttpAnswers.serve(exchange.getRequestURI().toString(), client, body) + "\n";
    byte[] answer = text.getBytes(StandardCharsets.ISO_8859_1);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }
}
