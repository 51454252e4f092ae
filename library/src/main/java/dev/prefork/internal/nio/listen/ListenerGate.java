package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.ReadySet;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether this worker accepts from a listening socket that others have, too. While anything stands
 * against it the socket is not in the set that makes the channel ready: a selector that watches the
 * channel sleeps, and what comes waits in the socket or is accepted by somebody else.
 */
final class ListenerGate {
  private final ReadySet ready;
  private final Fd listener;
  private final Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
  private volatile boolean open;
  private boolean closed;

  /** What stands against accepting. */
  enum Obstacle {
    /** The primary wants this worker to have no connections for now. */
    SUSPENDED,
    /** The worker has as many connections as its {@link ConnectionLimit} says. */
    FULL,
    /** The worker leaves the cluster: for good. */
    LEAVING
  }

  /** Shut, so that it can be opened when nothing stands against it. */
  ListenerGate(ReadySet ready, Fd listener) {
    this.ready = ready;
    this.listener = listener;
  }

  boolean isOpen() {
    return open;
  }

  /** Opens unless something stands against it. */
  synchronized void open() throws ErrnoException {
    adjust();
  }

  /** Something stands against accepting from here on. */
  synchronized void shut(Obstacle obstacle) throws ErrnoException {
    obstacles.add(obstacle);
    adjust();
  }

  /** This does not stand against accepting any more. */
  synchronized void clear(Obstacle obstacle) throws ErrnoException {
    obstacles.remove(obstacle);
    adjust();
  }

  private void adjust() throws ErrnoException {
    boolean wanted = obstacles.isEmpty() && !closed;
    if (wanted && !open) {
      ready.add(listener, Epoll.READABLE);
    } else if (!wanted && open && !closed) {
      ready.remove(listener);
    }
    open = wanted;
  }

  /** Lets another descriptor make the channel ready as well. */
  synchronized void alsoWatch(Fd other, int interest) throws ErrnoException {
    if (!closed) {
      ready.add(other, interest);
    }
  }

  /** The descriptors are about to be closed, and their numbers to become others'. */
  synchronized void close() {
    closed = true;
    open = false;
  }
}
