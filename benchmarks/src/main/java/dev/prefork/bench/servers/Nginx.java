package dev.prefork.bench.servers;

import dev.prefork.bench.harness.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts nginx in the foreground, with its own configuration and directory. */
public final class Nginx {
  private Nginx() {}

  /**
   * Starts nginx, which answers with the process id of the worker.
   *
   * @param reuseport whether each worker has its own socket
   */
  public static Server start(Plan plan, int workers, boolean reuseport)
      throws IOException, InterruptedException {
    Path binary = binary(plan);
    int port = Server.freePorts(1);
    Path directory = Files.createTempDirectory("prefork-bench-nginx");
    List<String> command = command(binary, directory, workers, port, reuseport);
    return Server.start(name(reuseport), port, List.of(command)).thenDelete(directory);
  }

  /** {@return the path of nginx} */
  public static Path binary(Plan plan) throws IOException, InterruptedException {
    return plan.tools().path("nginx");
  }

  /**
   * Writes a configuration.
   *
   * @param directory the directory for all files of nginx
   * @return the command line that starts nginx with this configuration
   */
  public static List<String> command(
      Path binary, Path directory, int workers, int port, boolean reuseport) throws IOException {
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, configuration(workers, port, reuseport));
    return List.of(
        binary.toString(), "-p", directory.toString(), "-c", file.toString(), "-e", "stderr");
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
