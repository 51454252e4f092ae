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
  private static final int FIRST_SWEEP = 256;
  private static final long MAX_CLOSING_MILLIS = 100;

  private static List<Place> connections = new ArrayList<>();
  private static final List<Shared> SHARED = new ArrayList<>();
  private static boolean leaving;
  private static int sweepAt = FIRST_SWEEP;
  private static int reserved;
  private static long accepted;
  private static long endedBefore;

  /** A connection, until the application has closed or lost it. */
  static final class Place extends WeakReference<Object> {
    private final int number;
    private final SocketAddress remote;

    Place(Object connection, int number, SocketAddress remote) {
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

    boolean isTaken() {
      Object connection = get();
      return connection != null && isOpen(connection);
    }
  }

  /** A socket that others have as well. */
  public interface Shared {
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
    default boolean isAnswering() {
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
  public static synchronized int room() {
    int max = ConnectionLimit.ofThisWorker().max() - reserved;
    if (connections.size() >= max) {
      sweep();
    }
    return max - connections.size();
  }

  /** Keeps a place for a connection that is about to be noted. */
  public static synchronized boolean reserve() {
    if (room() <= 0) {
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
  static synchronized <T> T note(T connection, int number, SocketAddress remote) {
    reserved--;
    accepted++;
    if (connections.size() >= sweepAt) {
      sweep();
      sweepAt = Math.max(FIRST_SWEEP, connections.size() * 2);
    }
    connections.add(new Place(connection, number, remote));
    return connection;
  }

  public static synchronized void markShared(Shared shared) {
    SHARED.add(shared);
  }

  public static synchronized void forgetShared(Shared shared) {
    SHARED.remove(shared);
    OpenConnections.class.notifyAll();
  }

  /**
   * Waits until no shared socket is being closed: a thread may still be on its way out of an
   * accept, and until it is out its port cannot be bound anew. A moment at most: one that a
   * selector knows is closed when that looks next.
   */
  public static synchronized void awaitClosings() {
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
    for (Shared shared : SHARED) {
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
    return isAnyAnswering();
  }

  /** True while a thread has a datagram that it may answer. */
  static boolean isAnyAnswering() {
    return shared().stream().anyMatch(Shared::isAnswering);
  }

  /** How many are open. */
  public static synchronized int count() {
    sweep();
    return connections.size();
  }

  /** How many this worker has had, with those that are open. */
  public static synchronized long accepted() {
    return accepted;
  }

  /** How many have ended since this worker began to leave. */
  public static synchronized long drained() {
    return leaving ? accepted - count() - endedBefore : 0;
  }

  /** True while some connection is about to be noted. */
  static synchronized boolean isAnyReserved() {
    return reserved > 0;
  }

  /** Those that are open. */
  static synchronized List<Place> places() {
    sweep();
    return List.copyOf(connections);
  }

  /**
   * Sees to it that the kernel gives this worker nothing more of what it shares with others. Server
   * sockets stay open, and quiet.
   */
  public static void quiesceShared() {
    onShared(Shared::quiesce);
  }

  /**
   * The same for datagrams alone, when this worker says that it leaves: one that it takes
   * afterwards another worker should have had.
   */
  public static void quiesceDatagrams() {
    synchronized (OpenConnections.class) {
      if (!leaving) {
        endedBefore = accepted - count();
      }
      leaving = true;
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
    onShared(Shared::finish);
  }

  /** Sees to it that the kernel gives this worker nothing of it for now, or does again. */
  static void suspendShared(boolean suspended) {
    onShared(shared -> shared.suspend(suspended));
  }

  private interface Change {
    void make(Shared shared) throws IOException;
  }

  private static void onShared(Change change) {
    for (Shared shared : shared()) {
      try {
        change.make(shared);
      } catch (IOException e) {
        // it is closed, which is as quiet
      }
    }
  }

  private static synchronized List<Shared> shared() {
    return List.copyOf(SHARED);
  }

  private static void sweep() {
    List<Place> open = new ArrayList<>();
    for (Place place : connections) {
      if (place.isTaken()) {
        open.add(place);
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
