package dev.prefork.internal.nio.connections;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Ended;
import dev.prefork.internal.nio.link.LinkToPrimary;
import java.lang.ref.WeakReference;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Tracks the open connections of one port whose policy counts them, and reports to the primary how
 * many have ended. The primary itself counts those that were taken. Connections from an earlier
 * link to the port stay counted.
 *
 * <p>The JDK does not report that a channel was closed. So each new connection checks a few of the
 * tracked ones, and {@link CloseScanner} checks all. Counts are sent while holding the lock, so
 * that an older count never follows a newer one.
 */
public final class CloseReporter {
  private static final byte[] TAKEN = Frame.encode(FrameType.TAKEN);

  /** Enough to keep up with the connections that end, and cheaper than a system call. */
  private static final int SCANNED_PER_CONNECTION = 16;

  private final List<WeakReference<Object>> connections = new ArrayList<>();
  private SocketChannel link;
  private int next;

  /** Connections that were taken and are not known to have ended. */
  private int open;

  private int ended;
  private int reported;

  CloseReporter(SocketChannel link) {
    this.link = link;
  }

  /** Sends frames on the link. */
  public interface FrameSender {
    /** Sends one or more encoded frames; returns false if that fails. */
    boolean send(byte[] frames);
  }

  /** Switches to a new link to the same port. */
  synchronized void switchTo(SocketChannel newLink) {
    link = newLink;
    scanAll();
    ended = -open;
    reported = 0;
  }

  /**
   * Sends TAKEN, preceded by the count of ended connections if it has changed.
   *
   * @return false if the frames could not be sent
   */
  public boolean sendTaken(FrameSender sender) {
    boolean taken;
    synchronized (this) {
      scan(SCANNED_PER_CONNECTION);
      taken = sender.send(ended == reported ? TAKEN : endedAndTaken());
      if (taken) {
        reported = ended;
        open++;
      }
    }
    CloseScanner.onTaken();
    return taken;
  }

  private byte[] endedAndTaken() {
    byte[] count = new Ended(ended).encode();
    byte[] both = new byte[count.length + TAKEN.length];
    System.arraycopy(count, 0, both, 0, count.length);
    System.arraycopy(TAKEN, 0, both, count.length, TAKEN.length);
    return both;
  }

  /** Tracks the application's object for a connection that was taken. */
  synchronized void add(Object connection) {
    connections.add(new WeakReference<>(connection));
  }

  /** Counts a connection as ended that was taken but never passed to {@link #add}. */
  public synchronized void markEnded() {
    open--;
    ended++;
  }

  /**
   * Scans all connections and reports to the primary how many have ended.
   *
   * @return true if the count has changed
   */
  synchronized boolean scanAndReport() {
    scanAll();
    if (!hasUnreported()) {
      return false;
    }
    if (LinkToPrimary.send(link, new Ended(ended).encode())) {
      reported = ended;
    }
    return true;
  }

  private boolean hasUnreported() {
    return ended != reported && link.isOpen();
  }

  private void scanAll() {
    next = 0;
    scan(connections.size());
  }

  private void scan(int max) {
    for (int left = Math.min(max, connections.size()); left > 0; left--) {
      next = next < connections.size() ? next : 0;
      Object connection = connections.get(next).get();
      if (connection != null && OpenConnections.isOpen(connection)) {
        next++;
      } else {
        removeAt(next); // moves another connection to this index, which is scanned next
        markEnded();
      }
    }
  }

  private void removeAt(int at) {
    WeakReference<Object> last = connections.removeLast();
    if (at < connections.size()) {
      connections.set(at, last);
    }
  }

  /** Returns whether connections are open or an ended one is unreported. */
  synchronized boolean needsScan() {
    return open > 0 || hasUnreported();
  }

  /** Returns whether the port was closed and all its connections have ended. */
  synchronized boolean isFinished() {
    return open == 0 && !link.isOpen();
  }
}
