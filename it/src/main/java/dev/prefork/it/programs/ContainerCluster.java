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
 * A cluster for a container, where its primary is process 1. Its first worker leaves a process
 * behind, watches what becomes of it, and ends with code 7; the second one serves.
 */
public final class ContainerCluster {
  private static final long LOOK_NANOS = 20_000_000;

  private ContainerCluster() {}

  /**
   * Runs either side.
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

  /** Its parent ends at once, and it a moment later. */
  private static long orphan() throws IOException {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 0.2 >&2 & echo $!").start();
    byte[] pid = shell.getInputStream().readAllBytes();
    return Long.parseLong(new String(pid, StandardCharsets.UTF_8).strip());
  }

  private static void watch(long orphan) {
    Path directory = Path.of("/proc/" + orphan);
    while (Files.exists(directory)) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    IO.println("the orphan is gone");
  }
}
