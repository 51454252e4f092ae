package dev.prefork.internal.nio.connections;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * What this worker was given and has not closed: asked for when it leaves.
 *
 * <p>A channel or socket of the JDK's tells nobody that it is closed. So all of them are remembered
 * weakly, and the list is swept when it has doubled.
 */
public final class OpenConnections {
  private static final int MIN_CLEANUP_SIZE = 256;
  private static final long MAX_CLOSING_MILLIS = 100;

  private static List<Tracked> connections = new ArrayList<>();
  private static final List<SharedSocket> SHARED = new ArrayList<>();
  private static boolean draining;
  private static int cleanupSize = MIN_CLEANUP_SIZE;
  private static int reserved;
  private static long accepted;
  private static long endedBeforeDrain;

  /** A connection, until the application has closed or lost it. */
  static final class Tracked extends WeakReference<Object> {
    private final int number;
    private final SocketAddress remote;

    Tracked(Object connection, int number, SocketAddress remote) {
      super(connection);
      this.number = number;
      this.remote = remote;
    }

    /** Its descriptor, as long as it is open. */
    int number() {
      return number;
    }

    /** The client's address. */
    SocketAddress remote() {
      return remote;
    }

    boolean isOpen() {
      Object connection = get();
      return connection != null && OpenConnections.isOpen(connection);
    }
  }

  /** A socket that others have as well. */
  public interface SharedSocket {
    boolean isOpen();

    /** Lets nothing come on it for now, if that is possible; or lets it come again. */
    void suspend(boolean suspended) throws IOException;

    /** Lets nothing come on it any more. */
    void quiesce() throws IOException;

    /** True for datagrams, which have no connections. */
    default boolean isDatagrams() {
      return false;
    }

    /** True while a thread has something of it in hand that is no connection. */
    default boolean isReplyPending() {
      return false;
    }

    /** Everything that came on it is finished. */
    default void finish() throws IOException {
      // it stays open, and quiet
    }
  }

  private OpenConnections() {}

  /**
   * How many places are free, of those that the {@link ConnectionLimit} gives and nobody has
   * reserved.
   */
  public static synchronized int available() {
    int max = ConnectionLimit.ofThisWorker().max() - reserved;
    if (connections.size() >= max) {
      removeClosed();
    }
    return max - connections.size();
  }

  /** Keeps a place for a connection that is about to be noted. */
  public static synchronized boolean reserve() {
    if (available() <= 0) {
      return false;
    }
    reserved++;
    return true;
  }

  /** Gives the place of a connection back that came to nothing. */
  public static synchronized void release() {
    reserved--;
  }

  /**
   * Notes a connection for which a place was reserved.
   *
   * @param number its descriptor's
   */
  static synchronized <T> T add(T connection, int number, SocketAddress remote) {
    reserved--;
    accepted++;
    if (connections.size() >= cleanupSize) {
      removeClosed();
      cleanupSize = Math.max(MIN_CLEANUP_SIZE, connections.size() * 2);
    }
    connections.add(new Tracked(connection, number, remote));
    return connection;
  }

  public static synchronized void addShared(SharedSocket shared) {
    SHARED.add(shared);
  }

  public static synchronized void removeShared(SharedSocket shared) {
    SHARED.remove(shared);
    OpenConnections.class.notifyAll();
  }

  /**
   * Waits until no shared socket is being closed: a thread may still be on its way out of an
   * accept, and until it is out its port cannot be bound anew. A moment at most: one that a
   * selector knows is closed when that looks next.
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
   * True if any is still open, or on its way into the application, or a thread has a datagram that
   * it may answer.
   */
  public static boolean any() {
    synchronized (OpenConnections.class) {
      if (reserved > 0 || count() > 0) {
        return true;
      }
    }
    return isAnyReplyPending();
  }

  /** True while a thread has a datagram that it may answer. */
  static boolean isAnyReplyPending() {
    return sharedSockets().stream().anyMatch(SharedSocket::isReplyPending);
  }

  /** How many are open. */
  public static synchronized int count() {
    removeClosed();
    return connections.size();
  }

  /** How many this worker has had, with those that are open. */
  public static synchronized long accepted() {
    return accepted;
  }

  /** How many have ended since this worker began to leave. */
  public static synchronized long drained() {
    return draining ? accepted - count() - endedBeforeDrain : 0;
  }

  /** True while some connection is about to be noted. */
  static synchronized boolean isAnyReserved() {
    return reserved > 0;
  }

  /** Those that are open. */
  static synchronized List<Tracked> snapshot() {
    removeClosed();
    return List.copyOf(connections);
  }

  /**
   * Sees to it that the kernel gives this worker nothing more of what it shares with others. Server
   * sockets stay open, and quiet.
   */
  public static void quiesceShared() {
    onShared(SharedSocket::quiesce);
  }

  /**
   * The same for datagrams alone, when this worker says that it leaves: one that it takes
   * afterwards another worker should have had.
   */
  public static void quiesceDatagrams() {
    synchronized (OpenConnections.class) {
      if (!draining) {
        endedBeforeDrain = accepted - count();
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

  /** This worker has finished what came on sockets that it shares. */
  public static void finishShared() {
    onShared(SharedSocket::finish);
  }

  /** Sees to it that the kernel gives this worker nothing of it for now, or does again. */
  static void suspendShared(boolean suspended) {
    onShared(shared -> shared.suspend(suspended));
  }

  private interface Change {
    void apply(SharedSocket shared) throws IOException;
  }

  private static void onShared(Change change) {
    for (SharedSocket shared : sharedSockets()) {
      try {
        change.apply(shared);
      } catch (IOException e) {
        // it is closed, which is as quiet
      }
    }
  }

  private static synchronized List<SharedSocket> sharedSockets() {
    return List.copyOf(SHARED);
  }

  private static void removeClosed() {
    List<Tracked> open = new ArrayList<>();
    for (Tracked tracked : connections) {
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
