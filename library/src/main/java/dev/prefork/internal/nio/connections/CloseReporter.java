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
 * The connections that this worker has of one port whose policy counts them. Tells the primary how
 * many have ended; how many were taken it knows. What was taken on an earlier link to the port
 * counts on.
 *
 * <p>A channel of the JDK's tells nobody that it is closed. So a few are looked at whenever a
 * connection is taken, and all of them by the {@link CloseScanner}. Whoever tells holds the lock:
 * an older number must not be told after a newer one.
 */
public final class CloseReporter {
  private static final byte[] TAKEN = Frame.encode(FrameType.TAKEN);

  /** More than can end between two connections for long, and less work than a system call. */
  private static final int SCANNED_PER_CONNECTION = 16;

  private final List<WeakReference<Object>> connections = new ArrayList<>();
  private SocketChannel link;
  private int next;

  /** Taken, and not known to have ended. */
  private int open;

  private int ended;
  private int reported;

  CloseReporter(SocketChannel link) {
    this.link = link;
  }

  /** How to say something on the link. */
  public interface FrameSender {
    /** Says a frame, or several; false if that is not possible. */
    boolean send(byte[] frames);
  }

  /** Connections come on another link from here on. */
  synchronized void switchTo(SocketChannel successor) {
    link = successor;
    scanAll();
    ended = -open;
    reported = 0;
  }

  /**
   * Says that a connection is taken; and before it, if that is news, how many have ended.
   *
   * @return false if it cannot be said
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
    byte[] news = new Ended(ended).encode();
    byte[] both = new byte[news.length + TAKEN.length];
    System.arraycopy(news, 0, both, 0, news.length);
    System.arraycopy(TAKEN, 0, both, news.length, TAKEN.length);
    return both;
  }

  /** A connection that was taken has become what the application will close. */
  synchronized void add(Object connection) {
    connections.add(new WeakReference<>(connection));
  }

  /** A connection that was taken has come to nothing before it was noted. */
  public synchronized void markEnded() {
    open--;
    ended++;
  }

  /**
   * Looks at all connections and tells the primary what has ended.
   *
   * @return true if there was news
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
        removeAt(next); // and the one that is there now is looked at next
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

  /** True while something may end, or was not told. */
  synchronized boolean needsScan() {
    return open > 0 || hasUnreported();
  }

  /** True if the port was closed, and all that came from it has ended. */
  synchronized boolean isFinished() {
    return open == 0 && !link.isOpen();
  }
}
