package dev.prefork.it.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * A program with versions: {@code PORT VERSION [slow MILLIS | brief MILLIS | broken]}. It answers
 * as the servers under servers/ do, and with its version after that.
 */
public final class VersionedServer {
  private VersionedServer() {}

  /** Serves, if it is not broken. */
  public static void main(String[] args) throws Exception {
    String fate = args.length > 2 ? args[2] : "";
    if (fate.equals("broken")) {
      throw new IllegalStateException("version " + args[1] + " is broken");
    }
    if (fate.equals("slow")) {
      Thread.sleep(Duration.ofMillis(Long.parseLong(args[3])));
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
    server.createContext("/", exchange -> answer(exchange, args[1]));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    if (fate.equals("brief")) {
      Thread.sleep(Duration.ofMillis(Long.parseLong(args[3])));
      Runtime.getRuntime().halt(1);
    }
  }

  private static void answer(HttpExchange exchange, String version) throws IOException {
    String who =
        ProcessHandle.current().pid()
            + (" " + text(exchange.getRemoteAddress()))
            + (" " + text(exchange.getLocalAddress()))
            + (" " + version + "\n");
    byte[] body = who.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
