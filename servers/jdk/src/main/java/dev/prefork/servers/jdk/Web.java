package dev.prefork.servers.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The JDK's own HttpServer. */
final class Web {
  private Web() {}

  static void serve(int port, int securePort, String keyStore, boolean virtual) throws IOException {
    HttpServer plain = HttpServer.create(new InetSocketAddress(port), 0);
    HttpsServer secure = HttpsServer.create(new InetSocketAddress(securePort), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(Keys.context(keyStore)));
    Ending.Stop stop =
        () -> {
          plain.stop(0);
          secure.stop(0);
        };
    start(plain, virtual, stop);
    start(secure, virtual, stop);
  }

  private static void start(HttpServer server, boolean virtual, Ending.Stop stop) {
    server.createContext("/", exchange -> answer(exchange, who(exchange)));
    server.createContext(
        "/echo", exchange -> answer(exchange, Answers.received(exchange.getRequestBody())));
    server.createContext(
        "/pause",
        exchange -> {
          Answers.pause();
          answer(exchange, who(exchange));
        });
    server.createContext(
        "/stop",
        exchange -> {
          Ending.stop(stop);
          answer(exchange, who(exchange));
        });
    if (virtual) {
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }
    server.start();
  }

  private static String who(HttpExchange exchange) {
    return Answers.who(exchange.getRemoteAddress(), exchange.getLocalAddress());
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
