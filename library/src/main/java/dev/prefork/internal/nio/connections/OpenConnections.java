package dev.prefork.internal.nio.connections;

import java.io.IOException;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Tracks the connections that this worker has open, and the sockets that it shares.
 *
 * <p>The JDK does not report that a channel or socket was closed. So connections are referenced
 * weakly, and closed ones are removed each time the list has doubled.
 */
public final class OpenConnections {
  private static final int MIN_CLEANUP_SIZE = 256;
  private static final long MAX_CLOSING_MILLIS = 100;

  private static List<OpenConnection> connections = new ArrayList<>();
  private static final List<SharedSocket> SHARED = new ArrayList<>();
  private static boolean draining;
  private static int cleanupSize = MIN_CLEANUP_SIZE;
  private static int reserved;
  private static long accepted;
  private static long endedBeforeDrain;

  /** A socket through which the kernel or the primary gives connections to several workers. */
  public interface SharedSocket {
    boolean isOpen();

    /** Suspends or resumes connections, where the worker controls them. */
    void suspend(boolean suspended) throws IOException;

    /** Stops new connections and datagrams for good. */
    void quiesce() throws IOException;

    /** Returns whether the socket receives datagrams, which have no connections. */
    default boolean isDatagrams() {
      return false;
    }

    /** Returns whether a thread has received a datagram that it may still reply to. */
    default boolean isReplyPending() {
      return false;
    }

    /** Called when all connections and datagrams of the worker are finished. */
    default void finish() throws IOException {
      // stays open without new connections
    }
  }

  private OpenConnections() {}

  /** Returns how many more connections the {@link ConnectionLimit} permits. */
  public static synchronized int available() {
    int max = ConnectionLimit.ofThisWorker().max() - reserved;
    if (connections.size() >= max) {
      removeClosed();
    }
    return max - connections.size();
  }

  /**
   * Reserves capacity for a connection; {@link #add} or {@link #release} must follow.
   *
   * @return false if the worker has reached its limit
   */
  public static synchronized boolean reserve() {
    if (available() <= 0) {
      return false;
    }
    reserved++;
    return true;
  }

  /** Releases reserved capacity. */
  public static synchronized void release() {
    reserved--;
  }

  /** Adds a connection for which capacity was reserved. */
  static synchronized void add(OpenConnection connection) {
    reserved--;
    accepted++;
    if (connections.size() >= cleanupSize) {
      removeClosed();
      cleanupSize = Math.max(MIN_CLEANUP_SIZE, connections.size() * 2);
    }
    connections.add(connection);
  }

  public static synchronized void addShared(SharedSocket shared) {
    SHARED.add(shared);
  }

  public static synchronized void removeShared(SharedSocket shared) {
    SHARED.remove(shared);
    OpenConnections.class.notifyAll();
  }

  /**
   * Waits up to 100 ms until no shared socket is being closed: its port cannot be bound again while
   * a thread is still leaving its accept. A selector closes its sockets at its next select, so the
   * time is limited.
   */
  public static synchronized void awaitClosingSockets() {
    boolean interrupted = false;
    long start = System.nanoTime();
    long left = MAX_CLOSING_MILLIS;
    while (left > 0 && isAnyClosing()) {
      try {
        OpenConnections.class.wait(left);
      } catch (InterruptedException e) {
        interrupted = true; // binding is not interruptible
      }
      left = MAX_CLOSING_MILLIS - (System.nanoTime() - start) / 1_000_000;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAnyClosing() {
    for (SharedSocket shared : SHARED) {
      if (!shared.isOpen()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether any connection is open or being accepted, or a reply to a datagram is pending.
   */
  public static boolean any() {
    synchronized (OpenConnections.class) {
      if (reserved > 0 || count() > 0) {
        return true;
      }
    }
    return isAnyReplyPending();
  }

  static boolean isAnyReplyPending() {
    return sharedSockets().stream().anyMatch(SharedSocket::isReplyPending);
  }

  /** Returns the number of open connections. */
  public static synchronized int count() {
    removeClosed();
    return connections.size();
  }

  /** Returns the number of all connections so far. */
  public static synchronized long accepted() {
    return accepted;
  }

  /**
   * Returns the number of connections that have ended since this worker began to drain, and have
   * not moved to another worker.
   */
  public static synchronized long drained() {
    return draining ? Math.max(ended() - endedBeforeDrain, 0) : 0;
  }

  /** A connection that moves is closed here soon after it has been counted as moved. */
  private static long ended() {
    return accepted - count() - MoveCounts.moved();
  }

  static synchronized boolean isAnyReserved() {
    return reserved > 0;
  }

  /** Returns the connections that are open now. */
  public static synchronized List<OpenConnection> snapshot() {
    removeClosed();
    return List.copyOf(connections);
  }

  /** Stops new connections and datagrams on all shared sockets. Server sockets stay open. */
  public static void quiesceShared() {
    onShared(SharedSocket::quiesce);
  }

  /**
   * Stops datagrams when this worker announces that it drains, because another worker should get
   * the next ones.
   */
  public static void quiesceDatagrams() {
    synchronized (OpenConnections.class) {
      if (!draining) {
        endedBeforeDrain = ended();
      }
      draining = true;
    }
    onShared(
        shared -> {
          if (shared.isDatagrams()) {
            shared.quiesce();
          }
        });
  }

  /** Notifies all shared sockets that the worker has finished. */
  public static void finishShared() {
    onShared(SharedSocket::finish);
  }

  static void suspendShared(boolean suspended) {
    onShared(shared -> shared.suspend(suspended));
  }

  private interface SocketAction {
    void apply(SharedSocket shared) throws IOException;
  }

  private static void onShared(SocketAction action) {
    for (SharedSocket shared : sharedSockets()) {
      try {
        action.apply(shared);
      } catch (IOException e) {
        // a closed socket gets nothing either
      }
    }
  }

  private static synchronized List<SharedSocket> sharedSockets() {
    return List.copyOf(SHARED);
  }

  private static void removeClosed() {
    List<OpenConnection> open = new ArrayList<>();
    for (OpenConnection tracked : connections) {
      if (tracked.isOpen()) {
        open.add(tracked);
      }
    }
    connections = open;
  }

  static boolean isOpen(Object connection) {
    return connection instanceof SocketImpl socket
        ? JdkSocketImpl.isOpen(socket)
        : ((Channel) connection).isOpen();
  }
}
