package dev.prefork.it.programs.support;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds free ports for servers. The ports lie below the ephemeral range: otherwise an outgoing
 * connection of a parallel test could take a port before its server binds it.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;

  /** The first port of the ephemeral range of Linux. */
  private static final int END = 32_768;

  /** One share each for two test JVMs, and one for the programs that they run. */
  private static final int SHARES = 3;

  private static final int SHARE = (END - LOWEST) / SHARES;
  private static final int FIRST =
      LOWEST + SHARE * (Integer.getInteger("prefork.fork", 0) % SHARES);
  private static final AtomicInteger COUNT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % SHARE));

  private FreePorts() {}

  /** {@return a port that is free for TCP and UDP} */
  public static int next() {
    for (int tried = 0; tried < SHARE; tried++) {
      int port = FIRST + COUNT.getAndIncrement() % SHARE;
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no port from " + FIRST + " to " + (FIRST + SHARE - 1) + " is free");
  }

  /** In a worker, the check must bypass the primary. */
  private static boolean isFree(int port) {
    try (ServerSocketChannel stream = Cluster.exclusive().openServerSocketChannel();
        DatagramChannel datagram = Cluster.exclusive().openDatagramChannel()) {
      stream.bind(new InetSocketAddress(port));
      datagram.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
