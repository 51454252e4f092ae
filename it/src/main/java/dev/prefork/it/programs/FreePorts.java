package dev.prefork.it.programs;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers to bind later. They are none that the kernel gives to clients by itself: a
 * connection of a test that runs beside this one would take it meanwhile.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;

  /** Where the ports that Linux gives by itself begin. */
  private static final int END = 32_768;

  /** Up to two processes of tests, each with its own share, and one for the programs they run. */
  private static final int SHARES = 3;

  private static final int SHARE = (END - LOWEST) / SHARES;
  private static final int FIRST =
      LOWEST + SHARE * (Integer.getInteger("prefork.fork", 0) % SHARES);
  private static final AtomicInteger COUNT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % SHARE));

  private FreePorts() {}

  /** One that nobody has, for TCP or UDP. */
  public static int next() {
    for (int tried = 0; tried < SHARE; tried++) {
      int port = FIRST + COUNT.getAndIncrement() % SHARE;
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no port from " + FIRST + " to " + (FIRST + SHARE - 1) + " is free");
  }

  /** A worker asks for itself, not for its cluster. */
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
