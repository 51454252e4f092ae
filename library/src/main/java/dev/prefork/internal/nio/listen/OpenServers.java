package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.OpenConnections;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The server sockets of this worker that are its cluster's. They are closed when it has drained, as
 * by another thread of the application: whoever waits in an accept hears of it.
 *
 * <p>A connection may just be on its way into the application. So nothing is closed while a thread
 * looks for one, and none looks any more once that is decided.
 */
public final class OpenServers {
  /** How long a server may take to close: what the application holds may be in the way. */
  private static final long CLOSING_MILLIS = 1000;

  private static final long POLL_MILLIS = 1;

  /** Weakly, as one that the application has lost without closing it is the collector's. */
  private static final Set<ClusterServer> SERVERS = Collections.newSetFromMap(new WeakHashMap<>());

  private static final AtomicInteger POLLING = new AtomicInteger();

  /** True once they are closed for good; for a moment also while that is being decided. */
  private static volatile boolean closing;

  private OpenServers() {}

  static void add(ClusterServer server) {
    synchronized (SERVERS) {
      SERVERS.add(server);
    }
  }

  static void remove(ClusterServer server) {
    synchronized (SERVERS) {
      SERVERS.remove(server);
    }
  }

  /**
   * Begins to look for a connection.
   *
   * @return false if there are no more; else {@link #endPoll} has to follow
   */
  static boolean beginPoll() {
    POLLING.incrementAndGet();
    boolean open = !closing;
    if (!open) {
      endPoll();
    }
    return open;
  }

  static void endPoll() {
    POLLING.decrementAndGet();
  }

  /** True while servers are closed because the worker has drained, and not by the application. */
  static boolean isClosing() {
    return closing;
  }

  /**
   * Closes all if no connection is open.
   *
   * @return false if one is
   */
  public static boolean closeIfIdle() {
    if (OpenConnections.any()) {
      return false;
    }
    closing = true;
    awaitNoPoll();
    if (OpenConnections.any()) {
      closing = false;
      return false;
    }
    closeAll();
    return true;
  }

  private static void awaitNoPoll() {
    boolean _ = awaitTrue(() -> POLLING.get() == 0);
  }

  /** Closes all, and waits until they are closed, for a moment at most. */
  public static void closeAll() {
    closing = true;
    List<ClusterServer> all = snapshot();
    if (!all.isEmpty()) {
      Thread.ofPlatform()
          .daemon()
          .name("prefork-close")
          .start(() -> all.forEach(OpenServers::close));
      boolean _ = awaitTrue(() -> all.stream().noneMatch(ClusterServer::isOpen));
    }
  }

  private static List<ClusterServer> snapshot() {
    synchronized (SERVERS) {
      return List.copyOf(SERVERS);
    }
  }

  /** True if a thread has waited for a connection to one of them. */
  static boolean isAnyBlocking() {
    return snapshot().stream().anyMatch(server -> server.blockingAccept().isUsed());
  }

  /** Those that listen on a TCP port, at whatever address. */
  static List<ClusterServer> onPort(int port) {
    return snapshot().stream()
        .filter(
            server ->
                server.isOpen()
                    && server.localAddress() instanceof InetSocketAddress local
                    && local.getPort() == port)
        .toList();
  }

  private static void close(ClusterServer server) {
    try {
      server.facade().closeDrained();
    } catch (IOException | RuntimeException e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.DEBUG, "closing " + server.localAddress() + " failed", e);
    }
  }

  private static boolean awaitTrue(BooleanSupplier condition) {
    long start = System.nanoTime();
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS)) {
          return false;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody knows the thread that waits here
      return false;
    }
  }
}
