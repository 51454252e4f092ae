package dev.prefork.it.harness;

import java.nio.file.Path;

/** A server that prints what it is asked to: {@code GET /?text}. Its argument is its port. */
public final class Printing {
  private static final String SERVER =
      """
      void main(String[] args) throws Exception {
        var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
        var server = com.sun.net.httpserver.HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
          IO.println(exchange.getRequestURI().getQuery());
          exchange.getResponseHeaders().add("Connection", "close");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes());
          exchange.close();
        });
        server.start();
      }
      """;

  private Printing() {}

  /** Writes its source into a folder. */
  public static String in(Path folder) {
    return Sources.write(folder.resolve("Printing.java"), SERVER).toString();
  }
}
