package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Listening;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A cluster whose primary is process 1 of a container. The first worker leaves an orphan process
 * behind, waits until init has reaped it, and exits with 7. Then the primary forks a second worker,
 * which listens.
 */
public final class ContainerCluster {
  private static final long POLL_NANOS = 20_000_000;

  private ContainerCluster() {}

  /**
   * Runs the primary or a worker.
   *
   * @param args the port
   */
  public static void main(String[] args) throws IOException {
    if (Cluster.isPrimary()) {
      IO.println("primary is process " + ProcessHandle.current().pid());
      Cluster.on(Listening.class, _ -> IO.println("serves"));
      Cluster.on(Exit.class, exit -> IO.println("ended with " + exit.status()));
      Cluster.on(
          Exit.class,
          exit -> {
            if (exit.worker().id() == 1) {
              Cluster.fork();
            }
          });
      Cluster.fork();
    } else if (Objects.requireNonNull(Cluster.worker()).id() == 1) {
      watch(orphan());
      System.exit(7);
    } else {
      ServerSocketChannel.open().bind(new InetSocketAddress(Integer.parseInt(args[0]))).accept();
    }
  }

  /** Starts a process whose parent exits first. */
  private static long orphan() throws IOException {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 0.2 >&2 & echo $!").start();
    byte[] pid = shell.getInputStream().readAllBytes();
    return Long.parseLong(new String(pid, StandardCharsets.UTF_8).strip());
  }

  private static void watch(long orphan) {
    Path directory = Path.of("/proc/" + orphan);
    while (Files.exists(directory)) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    IO.println("the orphan is gone");
  }
}
