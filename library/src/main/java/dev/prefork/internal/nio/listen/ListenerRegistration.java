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
final class ListenerRegistration {
  private final ReadySet ready;
  private final Fd listener;
  private final Set<PauseReason> pauseReasons = EnumSet.noneOf(PauseReason.class);
  private volatile boolean active;
  private boolean closed;

  /** What stands against accepting. */
  enum PauseReason {
    /** The primary wants this worker to have no connections for now. */
    SUSPENDED,
    /** The worker has as many connections as its {@link ConnectionLimit} says. */
    FULL,
    /** The worker leaves the cluster: for good. */
    DRAINING
  }

  /** Shut, so that it can be opened when nothing stands against it. */
  ListenerRegistration(ReadySet ready, Fd listener) {
    this.ready = ready;
    this.listener = listener;
  }

  boolean isActive() {
    return active;
  }

  /** Opens unless something stands against it. */
  synchronized void start() throws ErrnoException {
    update();
  }

  /** Something stands against accepting from here on. */
  synchronized void pause(PauseReason reason) throws ErrnoException {
    pauseReasons.add(reason);
    update();
  }

  /** This does not stand against accepting any more. */
  synchronized void resume(PauseReason reason) throws ErrnoException {
    pauseReasons.remove(reason);
    update();
  }

  private void update() throws ErrnoException {
    boolean requested = pauseReasons.isEmpty() && !closed;
    if (requested && !active) {
      ready.add(listener, Epoll.READABLE);
    } else if (!requested && active && !closed) {
      ready.remove(listener);
    }
    active = requested;
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
    active = false;
  }
}
