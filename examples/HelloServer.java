import com.sun.net.httpserver.HttpServer;

/** Serves HTTP. It contains no code for Prefork: run it with {@code prefork run}. */
void main() throws IOException {
  long pid = ProcessHandle.current().pid();
  var server = HttpServer.create(new InetSocketAddress(8000), 0);
  server.createContext(
      "/",
      exchange -> {
        byte[] hello = ("hello from " + pid + "\n").getBytes();
        exchange.sendResponseHeaders(200, hello.length);
        exchange.getResponseBody().write(hello);
        exchange.close();
      });
  server.start();
}
