package dev.prefork.it.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The JDK's HTTP server, which answers with the worker's id and pid. */
final class WebServer {
  private WebServer() {}

  static HttpServer start(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", WebServer::answer);
    server.createContext("/later", WebServer::answerLater);
    server.createContext("/again", exchange -> answer(exchange, "keep-alive"));
    server.start();
    return server;
  }

  private static void answerLater(HttpExchange exchange) throws IOException {
    Dialogues.awaitLater();
    answer(exchange);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    answer(exchange, "close");
  }

  private static void answer(HttpExchange exchange, String connection) throws IOException {
    String who = System.getenv("PREFORK_WORKER_ID") + " " + ProcessHandle.current().pid();
    byte[] body = (who + " 0 web\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Connection", connection);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
