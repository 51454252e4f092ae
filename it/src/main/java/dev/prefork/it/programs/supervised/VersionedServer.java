package dev.prefork.it.programs.supervised;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * An HTTP server that does not know Prefork. The arguments are {@code PORT VERSION [slow MILLIS |
 * brief MILLIS | broken]}. It answers as the servers under {@code servers/} do, followed by the
 * version.
 */
public final class VersionedServer {
  private VersionedServer() {}

  /** Runs the server. A broken one throws, a slow one starts later, a brief one ends early. */
  public static void main(String[] args) throws Exception {
    String fault = args.length > 2 ? args[2] : "";
    if (fault.equals("broken")) {
      throw new IllegalStateException("version " + args[1] + " is broken");
    }
    if (fault.equals("slow")) {
      Thread.sleep(Duration.ofMillis(Long.parseLong(args[3])));
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
    server.createContext("/", exchange -> answer(exchange, args[1]));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    if (fault.equals("brief")) {
      Thread.sleep(Duration.ofMillis(Long.parseLong(args[3])));
      Runtime.getRuntime().halt(1);
    }
  }

  private static void answer(HttpExchange exchange, String version) throws IOException {
    String process =
        ProcessHandle.current().pid()
            + (" " + text(exchange.getRemoteAddress()))
            + (" " + text(exchange.getLocalAddress()))
            + (" " + version + "\n");
    byte[] body = process.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
