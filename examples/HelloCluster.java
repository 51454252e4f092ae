import com.sun.net.httpserver.HttpServer;
import dev.prefork.Cluster;
import dev.prefork.Exit;

void main() throws IOException {
  long pid = ProcessHandle.current().pid();
  if (Cluster.isPrimary()) {
    IO.println("Primary " + pid + " is running");
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) Cluster.fork();
    Cluster.on(
        Exit.class, e -> IO.println("worker " + e.worker().pid() + " died (" + e.status() + ")"));
  } else {
    var server = HttpServer.create(new InetSocketAddress(8000), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("hello world\n".getBytes());
          exchange.close();
        });
    server.start();
    IO.println("Worker " + pid + " started");
  }
}
