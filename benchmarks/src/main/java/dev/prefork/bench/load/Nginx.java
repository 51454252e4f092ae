package dev.prefork.bench.load;

import dev.prefork.bench.frame.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx in the foreground, with a configuration and a directory of its own. */
public final class Nginx {
  private Nginx() {}

  /**
   * Starts it; each answer is the number of the worker.
   *
   * @param reuseport each worker has a socket of its own
   */
  public static Server start(Plan plan, int workers, boolean reuseport)
      throws IOException, InterruptedException {
    String binary = plan.tools().installed("nginx", "-v").toString();
    int port = Server.freePorts(1);
    Path directory = Files.createTempDirectory("prefork-bench-nginx");
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, configuration(workers, port, reuseport));
    List<String> command =
        List.of(binary, "-p", directory.toString(), "-c", file.toString(), "-e", "stderr");
    return Server.start(name(reuseport), port, List.of(command)).thenDelete(directory);
  }

  private static String configuration(int workers, int port, boolean reuseport) {
    return """
    daemon off;
    worker_processes %d;
    pid nginx.pid;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen %d backlog=511%s;
        return 200 "$pid\\n";
      }
    }
    """
        .formatted(workers, port, reuseport ? " reuseport" : "");
  }

  static String name(boolean reuseport) {
    return reuseport ? "nginx, SO_REUSEPORT" : "nginx";
  }
}
