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
 * The shared server sockets of this worker. When the worker has drained it closes them, as another
 * thread of the application would: threads that wait in accept get an exception.
 *
 * <p>A connection may be on its way to the application at that time. So servers are closed only
 * while no thread polls for a connection, and then no further poll begins.
 */
public final class OpenServers {
  /** The longest wait for servers to close, which the application's locks can delay. */
  private static final long CLOSING_MILLIS = 1000;

  private static final long POLL_MILLIS = 1;

  /** Weak, because the application may lose a server without closing it. */
  private static final Set<ClusterServer> SERVERS = Collections.newSetFromMap(new WeakHashMap<>());

  private static final AtomicInteger POLLING = new AtomicInteger();

  /** True once the servers are closed for good, and briefly while this is decided. */
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
   * Begins a poll for a connection.
   *
   * @return false if the servers are being closed; otherwise {@link #endPoll} must follow
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

  /** Returns whether servers are closed because the worker has drained. */
  static boolean isClosing() {
    return closing;
  }

  /**
   * Closes all servers if no connection is open.
   *
   * @return false if a connection is open
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

  /** Closes all servers and waits up to 1 s until they are closed. */
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

  /** Returns whether a thread has ever waited in an accept of one of the servers. */
  static boolean isAnyUsedBlocking() {
    return snapshot().stream().anyMatch(server -> server.blockingAccept().isUsed());
  }

  /** Returns the open servers on a TCP port, on any address. */
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
      Thread.currentThread().interrupt(); // no other code has this thread to interrupt it
      return false;
    }
  }
}
