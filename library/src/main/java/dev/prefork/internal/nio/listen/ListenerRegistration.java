package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.ReadySet;
import java.util.EnumSet;
import java.util.Set;

/**
 * Keeps a listening socket in the epoll set of a server while this worker may accept from it. While
 * it is paused, the server's selector sleeps, and connections wait in the socket or go to another
 * worker.
 */
final class ListenerRegistration {
  private final ReadySet ready;
  private final Fd listener;
  private final Set<PauseReason> pauseReasons = EnumSet.noneOf(PauseReason.class);
  private volatile boolean active;
  private boolean closed;

  enum PauseReason {
    /** The primary has suspended this worker. */
    SUSPENDED,
    /** The worker has reached its {@link ConnectionLimit}. */
    FULL,
    /** The worker drains; never removed. */
    DRAINING
  }

  ListenerRegistration(ReadySet ready, Fd listener) {
    this.ready = ready;
    this.listener = listener;
  }

  boolean isActive() {
    return active;
  }

  /** Adds the socket unless a reason to pause was given before. */
  synchronized void start() throws ErrnoException {
    update();
  }

  synchronized void pause(PauseReason reason) throws ErrnoException {
    pauseReasons.add(reason);
    update();
  }

  synchronized void resume(PauseReason reason) throws ErrnoException {
    pauseReasons.remove(reason);
    update();
  }

  private void update() throws ErrnoException {
    boolean activate = pauseReasons.isEmpty() && !closed;
    if (activate && !active) {
      ready.add(listener, Epoll.READABLE);
    } else if (!activate && active && !closed) {
      ready.remove(listener);
    }
    active = activate;
  }

  /** Adds another descriptor to the set. */
  synchronized void alsoWatch(Fd other, int interest) throws ErrnoException {
    if (!closed) {
      ready.add(other, interest);
    }
  }

  /** Stops changes of the set, because its descriptors will be closed and their numbers reused. */
  synchronized void close() {
    closed = true;
    active = false;
  }
}
